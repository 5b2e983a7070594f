//! The pictures are read back by another program's reader.

use super::*;

const URL: &str = "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI";

/// What a reader of QR codes finds in a picture; `dark` says which pixels are dark.
fn read(side: usize, dark: impl Fn(usize, usize) -> bool) -> String {
    let gray = |x, y| if dark(x, y) { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, gray);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn a_png_holds_the_text() {
    for pixels in [1, 3, 8] {
        let file = QrPicture::new(URL).unwrap().png(pixels).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let (side, line) = (reader.info().width as usize, reader.output_line_size(reader.info().width).unwrap());
        assert_eq!((side, reader.info().height as usize), ((33 + 8) * pixels, side));
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bits).unwrap();
        let dark = |x: usize, y: usize| bits[y * line + x / 8] & (0x80 >> (x % 8)) == 0;
        // The reader needs some pixels for a module.
        let scale = 8_usize.div_ceil(pixels);
        assert_eq!(read(side * scale, |x, y| dark(x / scale, y / scale)), URL, "{pixels}");
    }
}

#[test]
fn half_blocks_hold_the_text_on_a_dark_terminal() {
    let drawn = QrPicture::new(URL).unwrap().half_blocks();
    let lines: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
    let width = lines[0].len();
    assert!(width == 33 + 8 && lines.iter().all(|line| line.len() == width), "{drawn}");
    // A module that is not drawn has the colour of the terminal: dark.
    let dark = |x: usize, y: usize| {
        let drawn = lines.get(y / 2).map_or(' ', |line| line[x]);
        match (drawn, y % 2) {
            (' ', _) | ('▄', 0) | ('▀', 1) => true,
            ('█' | '▄' | '▀', _) => false,
            (other, _) => panic!("{other:?}"),
        }
    };
    assert_eq!(read(width * 8, |x, y| dark(x / 8, y / 8)), URL);
}

#[test]
fn an_svg_draws_the_same_modules() {
    let picture = QrPicture::new(URL).unwrap();
    let svg = picture.svg();
    assert!(svg.contains(r#"viewBox="0 0 328 328""#));
    let path = svg.split(r#" d=""#).nth(1).unwrap().split('"').next().unwrap();
    let drawn: std::collections::BTreeSet<(usize, usize)> = path
        .split('M')
        .skip(1)
        .map(|square| {
            let mut numbers =
                square.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse::<usize>().unwrap());
            (numbers.next().unwrap() / 8, numbers.next().unwrap() / 8)
        })
        .collect();
    let expected = (0..41).flat_map(|y| (0..41).map(move |x| (x, y))).filter(|(x, y)| picture.is_dark(*x, *y));
    assert_eq!(drawn, expected.collect());
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    assert_eq!(QrPicture::new("").unwrap_err().to_string(), "picture: there is no text to draw");
    let refused = QrPicture::new(&"名".repeat(1_000)).unwrap_err();
    assert_eq!(refused.to_string(), "picture: at most 2331 bytes of text, got 3000");
    let picture = QrPicture::new(URL).unwrap();
    for pixels in [0, 244, usize::MAX] {
        assert_eq!(picture.png(pixels), Err(PictureError::Size { limit: 243, given: pixels }));
    }
    assert_eq!(format!("{picture:?}"), "QrPicture(33 modules)");
}
