//! The English sentences in the literals of a source file.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A literal with a sentence.
#[derive(Debug, PartialEq)]
pub(super) struct Literal {
    pub(super) line: usize,
    pub(super) text: String,
}

/// The literals outside of tests, attributes and parsers of arguments that have a sentence.
pub(super) fn sentences(source: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let tokens: TokenStream = source.parse().expect("a source file has tokens");
    walk(tokens, &mut |text| {
        if is_sentence(text) {
            let line = source.lines().position(|line| line.contains(text.lines().next().unwrap_or_default()));
            found.push(Literal { line: line.map_or(0, |line| line + 1), text: text.to_owned() });
        }
    });
    found
}

/// Whether two words of small letters follow each other: flags, names of fields and paths do not count.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_matches(['.', ',', ':', ';', '?']);
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '\'')
    };
    let words: Vec<_> = text.split_whitespace().collect();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// Calls `each` for every text. Skips attributes with what they leave out of the program (`#[cfg(test)]`), functions
/// whose error is a `String` (the parsers of arguments, whose errors are those of clap), and the names of commands in
/// `Prints::new::<Record>("tags list")`.
fn walk(tokens: TokenStream, each: &mut dyn FnMut(&str)) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                // `#[..]` or `#![..]`
                at += 1;
                at += usize::from(matches!(&tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == '!'));
                let attribute = tokens.get(at).map(ToString::to_string).unwrap_or_default();
                if attribute.replace(' ', "") == "[cfg(test)]" {
                    at = end_of_item(&tokens, at);
                }
            }
            TokenTree::Ident(name) if name == "Prints" => {
                let is_call = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
                at += tokens[at..].iter().position(is_call).unwrap_or_default();
            }
            TokenTree::Ident(name) if name == "fn" => {
                let end = end_of_item(&tokens, at);
                let head: String = tokens[at..end].iter().map(|token| format!("{token} ")).collect();
                if head.contains(", String >") && head.contains("> Result <") {
                    at = end;
                }
            }
            TokenTree::Group(group) => walk(group.stream(), each),
            TokenTree::Literal(literal) => {
                let text: Result<syn::LitStr, _> = syn::parse_str(&literal.to_string());
                if let Ok(text) = text {
                    each(&text.value());
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The position of the braces or of the semicolon that ends the item.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    };
    tokens[at..].iter().position(ends).map_or(tokens.len(), |length| at + length)
}

#[test]
fn sentences_outside_of_tests_attributes_and_parsers_are_found() {
    let source = r#"
        /// A comment of words.
        #[arg(long, help = "some words here")]
        fn a() -> Result<(), Failure> { Err(Failure::Usage(format!("the list {} is damaged", 1))) }
        fn parser(text: &str) -> Result<u64, String> { Err("expected a number".to_owned()) }
        const RESULTS: &[Prints] = &[Prints::new::<Tag>("tags list"), Prints::with::<Tag>("tags list", "by_source")];
        const NAMES: &[&str] = &["openid", "--store file", "/cgi-bin/user/get", "a"];
        #[cfg(test)]
        mod tests { const A: &str = "words of a test"; }
    "#;
    assert_eq!(sentences(source), [Literal { line: 4, text: "the list {} is damaged".to_owned() }]);
}
