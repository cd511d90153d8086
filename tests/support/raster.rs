//! Draws egui's triangles on the CPU, so that snapshots need no GPU and are the same on every machine.

use std::collections::HashMap;

use egui::epaint::{ImageData, Primitive, Vertex};
use egui::{Color32, ColorImage, Context, FullOutput, Mesh, Rect, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// Keeps the textures and rasterises with bilinear sampling and premultiplied alpha, within clip rectangles.
#[derive(Default)]
pub struct CpuRenderer {
    textures: HashMap<TextureId, ColorImage>,
}

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, patches) in delta.set.drain() {
            for patch in patches {
                let ImageData::Color(new) = &patch.image;
                match (patch.pos, self.textures.get_mut(&id)) {
                    (Some([x, y]), Some(old)) => paste(old, new, x, y),
                    _ => drop(self.textures.insert(id, (**new).clone())),
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut image = RgbaImage::from_pixel(size.x.round() as u32, size.y.round() as u32, Rgba([0, 0, 0, 255]));
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &clipped.primitive else { continue };
            let texture = self.textures.get(&mesh.texture_id).ok_or("a mesh without its texture")?;
            draw(&mut image, mesh, texture, clipped.clip_rect * scale, scale);
        }
        Ok(image)
    }
}

fn paste(old: &mut ColorImage, new: &ColorImage, x: usize, y: usize) {
    for row in 0..new.height() {
        let from = row * new.width();
        let to = (y + row) * old.width() + x;
        old.pixels[to..to + new.width()].copy_from_slice(&new.pixels[from..from + new.width()]);
    }
}

fn draw(image: &mut RgbaImage, mesh: &Mesh, texture: &ColorImage, clip: Rect, scale: f32) {
    for triangle in mesh.indices.chunks_exact(3) {
        let corners = [0, 1, 2].map(|i| mesh.vertices[triangle[i] as usize]);
        draw_triangle(image, corners, texture, clip, scale);
    }
}

/// Fills the pixels whose centre lies in the triangle; an edge belongs to one of two neighbours, so none is drawn twice.
fn draw_triangle(image: &mut RgbaImage, mut corners: [Vertex; 3], texture: &ColorImage, clip: Rect, scale: f32) {
    let at = |v: &Vertex| v.pos * scale;
    let area = cross(at(&corners[0]), at(&corners[1]), at(&corners[2]));
    if area == 0.0 {
        return;
    }
    if area < 0.0 {
        corners.swap(1, 2);
    }
    let [a, b, c] = [at(&corners[0]), at(&corners[1]), at(&corners[2])];
    let bounds = Rect::from_points(&[a, b, c]).intersect(clip);
    let clamp = |v: f32, most: u32| v.clamp(0.0, most as f32) as u32;
    let (left, right) = (clamp(bounds.min.x.floor(), image.width()), clamp(bounds.max.x.ceil(), image.width()));
    let (top, bottom) = (clamp(bounds.min.y.floor(), image.height()), clamp(bounds.max.y.ceil(), image.height()));
    let edges = [(b, c), (c, a), (a, b)];
    for y in top..bottom {
        for x in left..right {
            let p = egui::pos2(x as f32 + 0.5, y as f32 + 0.5);
            let weights = edges.map(|(from, to)| cross(from, to, p));
            let inside =
                edges.iter().zip(weights).all(|((from, to), w)| w > 0.0 || (w == 0.0 && owns_edge(*from, *to)));
            if inside && clip.contains(p) {
                let color = shade(&corners, weights.map(|w| w / area.abs()), texture);
                blend(image.get_pixel_mut(x, y), color);
            }
        }
    }
}

fn cross(a: egui::Pos2, b: egui::Pos2, p: egui::Pos2) -> f32 {
    (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
}

/// Returns the top-left rule.
fn owns_edge(from: egui::Pos2, to: egui::Pos2) -> bool {
    (from.y == to.y && to.x > from.x) || to.y < from.y
}

fn shade(corners: &[Vertex; 3], weights: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mix = |f: &dyn Fn(&Vertex) -> f32| corners.iter().zip(weights).map(|(v, w)| f(v) * w).sum::<f32>();
    let texel = sample(texture, mix(&|v| v.uv.x), mix(&|v| v.uv.y));
    [0, 1, 2, 3].map(|i| mix(&|v: &Vertex| f32::from(v.color.to_array()[i])) * texel[i] / 255.0)
}

fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let (x, y) = (u * texture.width() as f32 - 0.5, v * texture.height() as f32 - 0.5);
    let texel = |x: f32, y: f32| -> Color32 {
        let x = x.clamp(0.0, texture.width() as f32 - 1.0) as usize;
        let y = y.clamp(0.0, texture.height() as f32 - 1.0) as usize;
        texture.pixels[y * texture.width() + x]
    };
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let corners = [
        (texel(x.floor(), y.floor()), (1.0 - fx) * (1.0 - fy)),
        (texel(x.floor() + 1.0, y.floor()), fx * (1.0 - fy)),
        (texel(x.floor(), y.floor() + 1.0), (1.0 - fx) * fy),
        (texel(x.floor() + 1.0, y.floor() + 1.0), fx * fy),
    ];
    [0, 1, 2, 3].map(|i| corners.iter().map(|(color, w)| f32::from(color.to_array()[i]) * w).sum())
}

fn blend(pixel: &mut Rgba<u8>, color: [f32; 4]) {
    let keep = 1.0 - color[3] / 255.0;
    for (under, over) in pixel.0.iter_mut().zip(color) {
        *under = (over + f32::from(*under) * keep).round().clamp(0.0, 255.0) as u8;
    }
}
