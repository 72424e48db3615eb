//! Pictures: how large they are, and small copies of them. A copy is made by decoding and encoding again, so that
//! nothing of the original's bytes is in it; what is too large to be decoded is not.

use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

/// Most pixels of a picture that is decoded.
const MOST_PIXELS: u64 = 50_000_000;
/// Most memory that decoding one may take, in bytes.
const MOST_BYTES: u64 = 256 << 20;
/// Of 100.
const JPEG_QUALITY: u8 = 80;

/// Why there is no small copy of a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It has too many pixels.
    #[error("a picture of more than {MOST_PIXELS} pixels")]
    TooLarge,
    /// It is broken, or takes too much memory.
    #[error("the picture cannot be decoded")]
    Unreadable(#[from] ImageError),
    /// The disk does not answer.
    #[error("the picture cannot be read")]
    Unavailable(#[from] std::io::Error),
}

/// Edge of the square that stands for a customer: 48 pixels on the finest screens.
const SQUARE_PIXELS: u32 = 160;

/// How long the longer edge of a small copy is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Beside a name: 32 pixels on the finest screens.
    Row,
    /// A page's width.
    Page,
}

impl Edge {
    /// In pixels.
    #[must_use]
    pub const fn pixels(self) -> u32 {
        match self {
            Self::Row => 96,
            Self::Page => 1280,
        }
    }
}

/// Width and height as people see the picture, from its header; nothing when it has none that can be read.
#[must_use]
pub fn measure(path: &Path) -> Option<(u32, u32)> {
    let mut decoder = reader(path).ok()?.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let is_turned = decoder.orientation().is_ok_and(|orientation| orientation.to_exif() >= 5);
    Some(if is_turned { (height, width) } else { (width, height) })
}

/// A copy that is no larger than `edge`: PNG where the picture can be seen through, else JPEG.
///
/// # Errors
/// [`PictureError`].
pub fn shrink(path: &Path, edge: Edge) -> Result<Vec<u8>, PictureError> {
    let (mut picture, orientation) = decode(path)?;
    if picture.width().max(picture.height()) > edge.pixels() {
        picture = picture.thumbnail(edge.pixels(), edge.pixels());
    }
    picture.apply_orientation(orientation);
    encode(&picture)
}

/// The middle of a picture as a small square, encoded as [`shrink`] does.
///
/// # Errors
/// [`PictureError`].
pub fn square(path: &Path) -> Result<Vec<u8>, PictureError> {
    let (picture, orientation) = decode(path)?;
    let edge = picture.width().min(picture.height()).min(SQUARE_PIXELS);
    // The middle stays the middle however the picture is turned, and a small one is turned sooner.
    let mut square = picture.resize_to_fill(edge, edge, FilterType::Triangle);
    square.apply_orientation(orientation);
    encode(&square)
}

/// The picture, and how it is to be turned.
fn decode(path: &Path) -> Result<(DynamicImage, Orientation), PictureError> {
    let mut decoder = reader(path)?.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

fn reader(path: &Path) -> Result<ImageReader<std::io::BufReader<std::fs::File>>, PictureError> {
    let mut reader = ImageReader::open(path)?.with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    Ok(reader)
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut encoded = Cursor::new(Vec::new());
    if picture.color().has_alpha() {
        picture.to_rgba8().write_to(&mut encoded, ImageFormat::Png)?;
    } else {
        JpegEncoder::new_with_quality(&mut encoded, JPEG_QUALITY).encode_image(&picture.to_rgb8())?;
    }
    Ok(encoded.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> tempfile::NamedTempFile {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        file(&bytes.into_inner())
    }

    #[test]
    fn e4_a_copy_is_small_and_of_a_safe_format() {
        let wide = DynamicImage::new_rgb8(400, 100);
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let original = encoded(&wide, format);
            assert_eq!(measure(original.path()), Some((400, 100)), "{format:?}");
            let copy = shrink(original.path(), Edge::Row).unwrap();
            let copy = image::load_from_memory(&copy).unwrap();
            assert_eq!((copy.width(), copy.height()), (96, 24), "{format:?}");
        }
        let clear = encoded(&DynamicImage::new_rgba8(10, 20), ImageFormat::Png);
        let copy = shrink(clear.path(), Edge::Row).unwrap();
        assert_eq!(image::guess_format(&copy).unwrap(), ImageFormat::Png);
        assert_eq!(image::load_from_memory(&copy).unwrap().height(), 20, "never larger than it was");
    }

    #[test]
    fn a_square_is_the_middle_of_a_picture() {
        for (size, expected) in [((400, 1000), 160), ((90, 40), 40), ((1, 300), 1)] {
            let original = encoded(&DynamicImage::new_rgb8(size.0, size.1), ImageFormat::Png);
            let square = image::load_from_memory(&square(original.path()).unwrap()).unwrap();
            assert_eq!((square.width(), square.height()), (expected, expected), "{size:?}");
        }
        let mut flag = image::RgbImage::from_pixel(300, 100, image::Rgb([255, 0, 0]));
        (100..200).for_each(|x| (0..100).for_each(|y| flag.put_pixel(x, y, image::Rgb([0, 0, 255]))));
        let original = encoded(&flag.into(), ImageFormat::Png);
        let square = image::load_from_memory(&square(original.path()).unwrap()).unwrap().to_rgb8();
        assert!(square.pixels().all(|pixel| pixel[2] > 200 && pixel[0] < 60), "red is at the sides only");
    }

    /// A PNG of a few bytes whose header says 60,000 × 60,000.
    #[test]
    fn e4_a_picture_that_unpacks_to_too_much_is_not_decoded() {
        let tiny = encoded(&DynamicImage::new_rgb8(1, 1), ImageFormat::Png);
        let mut bytes = std::fs::read(tiny.path()).unwrap();
        bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        let bomb = file(&bytes);
        assert!(shrink(bomb.path(), Edge::Row).is_err());
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [&b""[..], b"\x89PNG\r\n\x1a\nnothing", b"<svg/>", b"GIF89a"] {
            let broken = file(bytes);
            assert!(shrink(broken.path(), Edge::Page).is_err());
            assert_eq!(measure(broken.path()), None);
        }
    }

    /// The checksum that ends a PNG's chunk (ISO 3309).
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
            })
        })
    }
}
