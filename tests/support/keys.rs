//! Key presses as the browser's protocol wants them.

use serde_json::{Value, json};

/// Modifier keys, by the bits of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    None = 0,
    Control = 2,
    Shift = 8,
}

/// The events of one key going down and up: a character, or a name such as `Enter`, `Escape`, `Tab`, `ArrowDown`.
pub fn press(key: &str, modifier: Modifier) -> (Value, Value) {
    let up = json!({
        "type": "keyUp",
        "key": key,
        "code": code_of(key),
        "windowsVirtualKeyCode": key_code(key),
        "modifiers": modifier as u8,
    });
    let mut down = up.clone();
    down["type"] = "keyDown".into();
    match (key, modifier) {
        ("Enter", _) => down["text"] = "\r".into(),
        // These events bypass the layer that knows the shortcuts of the platform.
        ("a", Modifier::Control) => down["commands"] = json!(["selectAll"]),
        (character, Modifier::None | Modifier::Shift) if character.chars().count() == 1 => {
            down["text"] = character.into();
        }
        _ => {}
    }
    (down, up)
}

/// The same of a key of another layout: what it writes, and the place where it lies.
pub fn press_at(key: &str, code: &str) -> (Value, Value) {
    let (mut down, mut up) = press(key, Modifier::None);
    for event in [&mut down, &mut up] {
        event["code"] = code.into();
    }
    (down, up)
}

/// `KeyboardEvent.code` of a key on an American keyboard.
fn code_of(key: &str) -> String {
    match key.chars().next() {
        Some(letter) if key.len() == 1 && letter.is_ascii_alphabetic() => {
            format!("Key{}", letter.to_ascii_uppercase())
        }
        Some(digit) if key.len() == 1 && digit.is_ascii_digit() => format!("Digit{digit}"),
        _ => match key {
            "/" | "?" => "Slash".to_owned(),
            "[" => "BracketLeft".to_owned(),
            "]" => "BracketRight".to_owned(),
            name => name.to_owned(),
        },
    }
}

/// `KeyboardEvent.keyCode`, without which the browser does nothing on Tab, Enter and the like.
fn key_code(key: &str) -> u32 {
    match key {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Delete" => 46,
        "/" | "?" => 191,
        "[" => 219,
        "]" => 221,
        _ => key.chars().next().map_or(0, |first| first.to_ascii_uppercase() as u32),
    }
}
