//! What one character folds to, and which characters make up words. Each is folded by itself, without its
//! neighbours; that is what makes a beginning of a word fold to the beginning of the word's fold.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Appends what a character folds to, which may be nothing.
pub(super) fn push_folded(character: char, folded: &mut String) {
    if character.is_ascii() {
        folded.push(character.to_ascii_lowercase());
    } else if is_hangul_syllable(character) {
        // Decomposing it into its two or three jamo would gain nothing and triple its size.
        folded.push(character);
    } else {
        decompose_compatible(character, |part| push_part(part, folded));
    }
}

fn push_part(part: char, folded: &mut String) {
    if is_combining_mark(part) || is_unseen(part) {
        return;
    }
    if let Some(digit) = digit(part) {
        folded.push(char::from(b'0' + digit));
        return;
    }
    for letter in part.to_lowercase().filter(|letter| !is_combining_mark(*letter)) {
        match spelled(letter) {
            Some(spelling) => folded.push_str(spelling),
            None => folded.push(letter),
        }
    }
}

/// Letters and signs that do not decompose, in the spelling people type instead.
fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' | 'ɔ' => "o",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'ɓ' => "b",
        'ƙ' | 'ĸ' => "k",
        'ƴ' => "y",
        'ə' | 'ǝ' | 'ɛ' => "e",
        'ς' => "σ",
        'ی' | 'ى' | 'ې' => "ي",
        'ک' | 'ڪ' => "ك",
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' => "ه",
        'ٱ' => "ا",
        'ـ' => "",
        '‘' | '’' | 'ʻ' | 'ʼ' | 'ʹ' | '′' | '·' => "'",
        _ => return None,
    })
}

/// The value of a decimal digit of any script that people write numbers in.
pub fn digit(character: char) -> Option<u8> {
    /// The zeros; each is followed by the other nine.
    const ZEROS: [u32; 20] = [
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
        0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
    ];
    let point = u32::from(character);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= point)].last()?;
    u8::try_from(point - zero).ok().filter(|value| *value <= 9)
}

/// Joiners, direction marks, soft hyphens and the like: they say how to show a text, not what it says.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// What stands inside a word and may be left out: apostrophes, the dot of Catalan, and the sign between the parts of a
/// Persian word.
pub(super) fn is_joint(character: char) -> bool {
    matches!(character, '\'' | '`' | '´' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʹ' | '′' | '·' | '\u{200C}')
}

/// Whether a folded character is part of a word: a letter or a number, as `unicode61` of the search index has it.
pub(super) fn is_of_word(folded: char) -> bool {
    // Letters in squares and circles count as alphabetic but are signs.
    folded.is_alphanumeric() && !matches!(folded, '\u{1F130}'..='\u{1F189}')
}

/// Whether a folded character belongs to a script that sets no blanks between words, so that any two neighbours
/// may begin one: Han, kana, Thai, Lao, Khmer, Myanmar.
pub(super) fn is_dense(folded: char) -> bool {
    matches!(folded,
        '\u{E01}'..='\u{E4F}' | '\u{E81}'..='\u{ECF}' | '\u{EDC}'..='\u{EDF}'
        | '\u{1000}'..='\u{103F}' | '\u{104C}'..='\u{109F}' | '\u{1780}'..='\u{17DF}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{303B}' | '\u{303C}'
        | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}'
        | '\u{F900}'..='\u{FAFF}' | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{323AF}')
        && is_of_word(folded)
}

fn is_hangul_syllable(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts() {
        for (character, expected) in [
            ('0', Some(0)),
            ('9', Some(9)),
            ('٣', Some(3)),
            ('۷', Some(7)),
            ('９', Some(9)),
            ('a', None),
            ('/', None),
        ] {
            assert_eq!(digit(character), expected, "{character}");
        }
        assert!(('\0'..=char::MAX).filter(|character| digit(*character).is_some()).count() == 200);
    }

    #[test]
    fn words_are_letters_and_numbers_as_the_search_index_has_them() {
        // Letters that Unicode has got since are not assigned yet for the crate that knows categories.
        let of_index = regex::Regex::new(r"^[\p{L}\p{N}\p{Cn}]$").unwrap();
        let mut folded = String::new();
        for character in '\0'..=char::MAX {
            folded.clear();
            push_folded(character, &mut folded);
            for part in folded.chars().filter(|part| is_of_word(*part)) {
                let text = part.encode_utf8(&mut [0; 4]).to_owned();
                assert!(of_index.is_match(&text), "U+{:04X}", u32::from(part));
            }
        }
    }

    #[test]
    fn the_signs_that_mark_tokens_are_not_left_by_folding() {
        for character in '\0'..=char::MAX {
            let mut folded = String::new();
            push_folded(character, &mut folded);
            assert!(!folded.contains(['þ', 'ð', 'ħ']), "U+{:04X}", u32::from(character));
        }
    }
}
