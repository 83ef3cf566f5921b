//! Pictures are made anew before they are kept: what is not pixels (place, time, device, thumbnails, hidden data) is
//! left behind.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    AnimationDecoder, DynamicImage, Frame, GenericImageView, ImageDecoder, ImageError, ImageFormat,
    ImageReader, Limits,
};

use super::content::{ContentType, GIF, JPEG, PNG, WEBP};
use super::error::Refusal;

/// Most pixels that are taken apart, all frames together.
const MOST_PIXELS: u64 = 50_000_000;

/// Longest side of a picture that is taken apart.
const LONGEST_SIDE: u32 = 20_000;

/// Longest side of a picture that is kept.
const KEPT_SIDE: u32 = 4_000;

/// Most memory one picture may take while it is taken apart, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Quality of the JPEG that is kept.
const QUALITY: u8 = 85;

/// The picture in `bytes`, made anew: upright, at most 4,000 pixels a side, without metadata. A WebP becomes a JPEG, or a
/// PNG if one sees through it.
///
/// # Errors
/// When it has too many pixels or cannot be read.
pub(super) fn made_anew(bytes: &[u8], content: ContentType) -> Result<(Vec<u8>, ContentType), Refusal> {
    if content == GIF {
        return Ok((gif(bytes)?, GIF));
    }
    let format = match content {
        PNG => ImageFormat::Png,
        WEBP => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let image = shrunk(decoded(bytes, format)?);
    let kept = if content == WEBP && image.color().has_alpha() { PNG } else { content };
    if kept == PNG { Ok((png(&image)?, PNG)) } else { Ok((jpeg(image)?, JPEG)) }
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(Refusal::PictureTooLarge);
    }
    // A picture whose orientation cannot be read is upright.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn shrunk(image: DynamicImage) -> DynamicImage {
    let (width, height) = image.dimensions();
    match width.max(height) {
        ..=KEPT_SIDE => image,
        side if side >= 2 * KEPT_SIDE => image.thumbnail(KEPT_SIDE, KEPT_SIDE),
        _ => image.resize(KEPT_SIDE, KEPT_SIDE, FilterType::Triangle),
    }
}

fn jpeg(image: DynamicImage) -> Result<Vec<u8>, Refusal> {
    let image = match image {
        grey @ DynamicImage::ImageLuma8(_) => grey,
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&image).map_err(refusal)?;
    Ok(bytes)
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(refusal)?;
    Ok(bytes)
}

/// A GIF frame by frame: one that moves goes on moving.
fn gif(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    decoder.set_limits(limits()).map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let mut frames = Vec::new();
    for frame in decoder.into_frames() {
        if pixels * (frames.len() as u64 + 1) > MOST_PIXELS {
            return Err(Refusal::PictureTooLarge);
        }
        let frame = frame.map_err(refusal)?;
        let delay = frame.delay();
        let image = shrunk(DynamicImage::ImageRgba8(frame.into_buffer()));
        frames.push(Frame::from_parts(image.into_rgba8(), 0, 0, delay));
    }
    if frames.is_empty() {
        return Err(Refusal::Damaged);
    }
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 10);
    if frames.len() > 1 {
        encoder.set_repeat(Repeat::Infinite).map_err(refusal)?;
    }
    encoder.encode_frames(frames).map_err(refusal)?;
    drop(encoder);
    Ok(bytes)
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::PictureTooLarge,
        ImageError::Unsupported(_) => Refusal::PictureFormat,
        _ => Refusal::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use image::{Delay, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    /// A JPEG as a telephone makes it: taken sideways (orientation 6), with the place it was taken at.
    fn from_a_telephone() -> Vec<u8> {
        let mut image = RgbImage::from_pixel(32, 16, Rgb([200, 30, 30]));
        (0..8).for_each(|x| (0..16).for_each(|y| image.put_pixel(x, y, Rgb([30, 30, 200]))));
        let mut plain = Vec::new();
        JpegEncoder::new_with_quality(&mut plain, 95).encode_image(&image).unwrap();
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
        };
        // Orientation 6, the maker's name, and a pointer to the GPS directory behind this one.
        exif.extend(3_u16.to_le_bytes());
        exif.extend(entry(0x0112, 3, 1, 6));
        exif.extend(entry(0x010f, 2, 4, u32::from_le_bytes(*b"ACM\0")));
        exif.extend(entry(0x8825, 4, 1, 50));
        exif.extend([0; 4]);
        exif.extend(2_u16.to_le_bytes());
        exif.extend(entry(0x0001, 2, 2, u32::from_le_bytes(*b"S\0\0\0")));
        exif.extend(entry(0x0002, 5, 3, 80));
        exif.extend([0; 4]);
        exif.extend(b"GPS 0 48 51 S 120 10 32 E");
        let length = (exif.len() as u16 + 2).to_be_bytes();
        [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..]].concat()
    }

    fn dimensions(bytes: &[u8]) -> (u32, u32) {
        image::load_from_memory(bytes).unwrap().dimensions()
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    #[test]
    fn where_a_photo_was_taken_is_left_behind_and_it_stands_upright() {
        let sent = from_a_telephone();
        assert!(holds(&sent, b"Exif") && holds(&sent, b"GPS") && dimensions(&sent) == (32, 16));
        let mut decoder =
            ImageReader::with_format(Cursor::new(&sent), ImageFormat::Jpeg).into_decoder().unwrap();
        assert_eq!(
            decoder.orientation().unwrap(),
            Orientation::Rotate90,
            "the test's own photo is what it says"
        );
        let (kept, content) = made_anew(&sent, JPEG).unwrap();
        for trace in [&b"Exif"[..], b"GPS", b"ACM", b"120 10 32"] {
            assert!(!holds(&kept, trace), "{}", String::from_utf8_lossy(trace));
        }
        assert_eq!((content, dimensions(&kept)), (JPEG, (16, 32)));
        // What was left is above after the turn to the right.
        let upright = image::load_from_memory(&kept).unwrap().into_rgb8();
        assert!(upright.get_pixel(8, 2)[2] > 150 && upright.get_pixel(8, 28)[0] > 150);
    }

    #[test]
    fn words_hidden_in_a_png_or_behind_it_are_left_behind() {
        let mut sent =
            png(&DynamicImage::ImageRgba8(RgbaImage::from_pixel(3, 3, Rgba([1, 2, 3, 4])))).unwrap();
        let text = b"tEXtGPS\0rahasia!";
        let chunk = [&12_u32.to_be_bytes()[..], text, &crc(text).to_be_bytes()].concat();
        sent.splice(33..33, chunk);
        sent.extend(b"<script>alert(1)</script>");
        let (kept, _) = made_anew(&sent, PNG).unwrap();
        assert!(holds(&sent, b"rahasia") && !holds(&kept, b"rahasia") && !holds(&kept, b"<script>"));
        assert_eq!(image::load_from_memory(&kept).unwrap().into_rgba8().get_pixel(1, 1).0, [1, 2, 3, 4]);
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_before_it_is_taken_apart() {
        let mut bomb = png(&DynamicImage::ImageRgb8(RgbImage::new(1, 1))).unwrap();
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let checksum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(made_anew(&bomb, PNG), Err(Refusal::PictureTooLarge), "60,000 × 60,000");
        bomb[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
        let checksum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(made_anew(&bomb, PNG), Err(Refusal::PictureTooLarge), "10,000 × 10,000");
        assert_eq!(made_anew(b"\x89PNG\r\n\x1a\n broken", PNG), Err(Refusal::Damaged));
    }

    #[test]
    fn a_large_picture_is_made_smaller_in_its_own_shape() {
        let sent = png(&DynamicImage::ImageRgb8(RgbImage::new(5_000, 10))).unwrap();
        assert_eq!(dimensions(&made_anew(&sent, PNG).unwrap().0), (4_000, 8));
        let sent = png(&DynamicImage::ImageLuma8(image::GrayImage::new(8, 9_000))).unwrap();
        assert_eq!(dimensions(&made_anew(&sent, PNG).unwrap().0), (4, 4_000));
    }

    #[test]
    fn a_gif_that_moves_goes_on_moving_and_one_without_end_is_refused() {
        let moving = |frames: usize, side: u32| {
            let mut bytes = Vec::new();
            let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
            for at in 0..frames {
                let image = RgbaImage::from_pixel(side, side, Rgba([at as u8, 0, 0, 255]));
                let frame = Frame::from_parts(image, 0, 0, Delay::from_numer_denom_ms(100, 1));
                encoder.encode_frame(frame).unwrap();
            }
            drop(encoder);
            bytes
        };
        let (kept, content) = made_anew(&moving(3, 4), GIF).unwrap();
        let frames = GifDecoder::new(Cursor::new(&kept)).unwrap().into_frames().collect_frames().unwrap();
        assert_eq!((content, frames.len()), (GIF, 3));
        // 1 × 1 frames of a canvas that says it is 20,000 × 20,000.
        let mut bomb = moving(2, 1);
        bomb[6..10].copy_from_slice(&[0x20, 0x4e, 0x20, 0x4e]);
        assert_eq!(made_anew(&bomb, GIF), Err(Refusal::PictureTooLarge));
    }

    #[test]
    fn a_webp_is_kept_as_a_photo_or_with_what_one_sees_through() {
        let webp = |image: DynamicImage| {
            let mut bytes = Vec::new();
            image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP).unwrap();
            bytes
        };
        let solid = webp(DynamicImage::ImageRgb8(RgbImage::new(4, 4)));
        assert_eq!(made_anew(&solid, WEBP).unwrap().1, JPEG);
        let glass = webp(DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 40]))));
        assert_eq!(made_anew(&glass, WEBP).unwrap().1, PNG);
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }
}
