//! "Import customers from this file".

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::details::{self, Shown};
use crate::console::frame::Frame;
use crate::console::imports::upload;
use crate::console::links;
use crate::domain::asset::AssetId;
use crate::files::{FileHash, Files, Kept};
use crate::import::intake::Brought;
use crate::web::Failure;

/// `POST /assets/{id}/import`
pub async fn import(frame: Frame, files: Data<Files>, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let opened = details::open(&frame, id.into_inner()).await?;
    let content = &opened.asset.file.content;
    if opened.asset.deleted_at.is_some() || !content.media.is_importable() {
        return Err(Failure::NotFound);
    }
    let kept = Kept { hash: FileHash(content.sha256), bytes: content.length };
    let brought = Brought { name: content.name.clone(), kept };
    match upload::begin(&frame, &files, brought).await? {
        Ok(import) => Ok(frame.go(&links::import(import.id.0))),
        Err(refused) => {
            let shown = Shown { notice: Some(refused.sentence), ..Shown::default() };
            details::page(&frame, &opened, shown, refused.status)
        }
    }
}
