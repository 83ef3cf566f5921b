//! The mark as a picture of dots, for phones that put the desk among their programs. Drawn from the shapes of `logo.svg`.

use image::{ImageFormat, Rgba, RgbaImage};

/// Width of the mark's own plane.
const PLANE: f32 = 32.0;
/// Half the width of its lines.
const HALF: f32 = 1.5;
/// How round its corners are.
const ROUND: f32 = 7.0;
/// How large the mark is where its edges may be cut off in any shape.
const SAFE: f32 = 0.85;

const GROUND: [f32; 3] = [11.0, 102.0, 92.0];
const WHITE: [f32; 3] = [255.0, 255.0, 255.0];
const PALE: [f32; 3] = [143.0, 214.0, 203.0];

type Point = (f32, f32);

/// The stairs.
const STAIRS: &[(Point, Point)] = &[
    ((6.0, 25.0), (6.0, 19.5)),
    ((6.0, 19.5), (13.0, 19.5)),
    ((13.0, 19.5), (13.0, 14.0)),
    ((13.0, 14.0), (20.0, 14.0)),
    ((20.0, 14.0), (20.0, 8.5)),
    ((20.0, 8.5), (26.0, 8.5)),
];
/// The floors they lead to.
const FLOORS: &[(Point, Point)] = &[((13.0, 25.0), (26.0, 25.0)), ((20.0, 19.5), (26.0, 19.5))];

/// The mark as a PNG, `size` dots wide; `cut` for places that cut it into a shape of their own.
pub fn drawn(size: u32, cut: bool) -> image::ImageResult<Vec<u8>> {
    let dots = size as f32 / PLANE;
    let zoom = if cut { dots * SAFE } else { dots };
    let picture = RgbaImage::from_fn(size, size, |x, y| {
        let at = |dot: u32| (dot as f32 + 0.5 - size as f32 / 2.0) / zoom + PLANE / 2.0;
        let here = (at(x), at(y));
        let covered = |distance: f32| (0.5 - distance * zoom).clamp(0.0, 1.0);
        let mut colour = GROUND;
        for (lines, paint) in [(STAIRS, WHITE), (FLOORS, PALE)] {
            let nearest = lines.iter().map(|line| distance(here, *line)).fold(f32::MAX, f32::min);
            let share = covered(nearest - HALF);
            for (old, new) in colour.iter_mut().zip(paint) {
                *old += (new - *old) * share;
            }
        }
        let opaque = if cut { 1.0 } else { covered(beyond(here)) };
        let [red, green, blue] = colour.map(|part| part.round() as u8);
        Rgba([red, green, blue, (opaque * 255.0).round() as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// How far a point is from a line.
fn distance((x, y): Point, ((from_x, from_y), (to_x, to_y)): (Point, Point)) -> f32 {
    let (along_x, along_y) = (to_x - from_x, to_y - from_y);
    let length = along_x * along_x + along_y * along_y;
    let share = (((x - from_x) * along_x + (y - from_y) * along_y) / length).clamp(0.0, 1.0);
    (x - from_x - along_x * share).hypot(y - from_y - along_y * share)
}

/// How far a point is outside the rounded square.
fn beyond((x, y): Point) -> f32 {
    let half = PLANE / 2.0;
    let out = |at: f32| (at - half).abs() - (half - ROUND);
    let (right, down) = (out(x), out(y));
    right.max(0.0).hypot(down.max(0.0)) + right.max(down).min(0.0) - ROUND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_drawn_where_it_belongs() {
        let picture = |cut| image::load_from_memory(&drawn(64, cut).unwrap()).unwrap().to_rgba8();
        let round = picture(false);
        assert_eq!(round.get_pixel(0, 0).0[3], 0, "its corners are round");
        assert_eq!(round.get_pixel(20, 39).0, [255, 255, 255, 255], "the first step");
        assert_eq!(round.get_pixel(40, 50).0, [143, 214, 203, 255], "the ground floor");
        let cut = picture(true);
        assert_eq!(cut.get_pixel(0, 0).0, [11, 102, 92, 255], "it fills any shape");
    }
}
