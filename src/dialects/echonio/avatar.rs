//! A customer's picture, which Echonio names by the file that it was uploaded as. What is kept of it is a small square,
//! as of every picture, under the id of that file.

use crate::domain::asset::{AssetId, Quota};
use crate::domain::customer::{AvatarId, Customer};
use crate::domain::draft::AvatarChange;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Actor;
use crate::files::picture::PictureError;
use crate::files::{FileHash, Files, Kept};
use crate::store::{Conn, Db, StoreError, assets, avatars};
use crate::web::{Failure, Site};

const FIELD: &str = "avatarUploadedFileId";

/// A picture that is on the disk, to be given to a customer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture {
    /// What it is named by.
    pub(super) id: AvatarId,
    kept: Kept,
    quota: Quota,
}

/// The picture of an uploaded file, as it is kept of a customer.
pub(super) async fn picture(
    db: &Db,
    files: &Files,
    site: &Site,
    actor: &Actor,
    wanted: Option<AvatarChange>,
) -> Result<Option<Picture>, Failure> {
    let Some(id) = wanted.and_then(AvatarChange::given) else { return Ok(None) };
    let organization = actor.organization;
    let read = move |conn: &mut Conn| assets::find(conn, organization, AssetId(id.0));
    let asset = match db.read(read).await {
        Ok(asset) if asset.deleted_at.is_none() => asset,
        Ok(_) | Err(StoreError::NotFound) => return Err(refused("file-unknown")),
        Err(other) => return Err(other.into()),
    };
    let content = &asset.file.content;
    if !content.media.is_picture() {
        return Err(refused("picture-unreadable"));
    }
    let (here, hash) = (files.clone(), FileHash(content.sha256));
    let made = site.pictures.run(move || here.keep_square_of_here(hash)).await?;
    let kept = match made {
        Ok(kept) => kept,
        Err(PictureError::TooLarge | PictureError::Unreadable(_)) => {
            return Err(refused("picture-unreadable"));
        }
        Err(PictureError::Unavailable(error)) => return Err(Failure::fault(error)),
    };
    Ok(Some(Picture { id, kept, quota: site.limits.quota }))
}

fn refused(code: &'static str) -> Failure {
    Issues::of(FIELD, Issue::new(code)).into()
}

impl Picture {
    /// Keeps it for a customer whose document names it.
    pub(super) fn keep(self, conn: &mut Conn, files: &Files, customer: &Customer) -> Result<(), StoreError> {
        let picture = avatars::Picture { sha256: self.kept.hash.0, length: self.kept.bytes };
        avatars::keep(conn, customer, self.id, &picture, self.quota)?;
        // Whoever let go of the same content a moment ago may have had it deleted.
        files.path_here(self.kept.hash).map(drop).map_err(StoreError::unavailable)
    }
}
