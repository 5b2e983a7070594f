//! Finds the openids in the text of a list: lines, the first column of CSV or TSV, or JSON.

use csv::{ReaderBuilder, StringRecord, Trim};
use serde::Deserialize;
use serde_json::value::RawValue;
use wechat_user::OpenId;

use crate::text::trim;

/// Names of the column with the openids, in lower case and without separators.
const HEADERS: &[&str] =
    &["openid", "openids", "oriopenid", "newopenid", "fromuser", "fromusername", "用户openid", "用户标识"];

/// Passes each openid of the text to `add`.
///
/// # Errors
///
/// What is wrong, with the line: text that cannot be an openid, or JSON without openids.
pub(super) fn read(text: &str, add: impl FnMut(OpenId)) -> Result<(), String> {
    match text.trim_start().chars().next() {
        Some('[' | '{') => Json { text, add }.read(),
        _ => columns(text, add),
    }
}

/// Parses an openid of a list. The service has only openids of letters, digits, `-` and `_`.
pub(super) fn openid(text: &str) -> Result<OpenId, String> {
    let openid = OpenId::new(text).map_err(|refused| refused.to_string())?;
    match text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        Some(other) => Err(format!("an openid has only letters, digits, - and _; this one has {other:?}")),
        None => Ok(openid),
    }
}

fn columns(text: &str, mut add: impl FnMut(OpenId)) -> Result<(), String> {
    // Lines can end with a carriage return alone.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // The reader would drop it.
    if let Some(at) = text.find('\0') {
        return Err(format!("line {} is not an openid: it has a NUL character", 1 + text[..at].matches('\n').count()));
    }
    let delimiter = [b'\t', b',', b';'].into_iter().find(|byte| text.as_bytes().contains(byte)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut is_first = true;
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| error.to_string())? {
        if record.iter().all(|cell| trim(cell).is_empty()) {
            continue;
        }
        let line = || line(&text, record.position().map_or(0, csv::Position::byte));
        let first = record.get(0).unwrap_or_default();
        if std::mem::take(&mut is_first) {
            if is_header(first) {
                continue;
            }
            if let Some(at) = record.iter().position(is_header) {
                return Err(format!(
                    "line {}: the openids must be in the first column, not in column {}",
                    line(),
                    at + 1
                ));
            }
        }
        add(openid(trim(first)).map_err(|problem| format!("line {} is not an openid: {problem}", line()))?);
    }
    Ok(())
}

fn is_header(cell: &str) -> bool {
    let name = cell.to_lowercase().replace(['_', ' ', '-'], "");
    HEADERS.contains(&name.as_str())
}

/// The number of the first line from here on that is not blank. A record begins with the blank lines before it.
fn line(text: &str, byte: u64) -> usize {
    let start = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let blank = text[start..].find(|c: char| !c.is_whitespace()).unwrap_or(0);
    1 + text[..start + blank].matches('\n').count()
}

/// An object with openids: a profile, or the list that the service sends.
#[derive(Deserialize)]
struct Object {
    openid: Option<String>,
    data: Option<Page>,
}

#[derive(Deserialize)]
struct Page {
    openid: Vec<String>,
}

/// JSON values in a row: the output of this program with `--json`, and lists of the same.
struct Json<'a, F> {
    text: &'a str,
    add: F,
}

impl<'a, F: FnMut(OpenId)> Json<'a, F> {
    fn read(mut self) -> Result<(), String> {
        for value in serde_json::Deserializer::from_str(self.text).into_iter::<&'a RawValue>() {
            let value = value.map_err(|error| format!("line {}: this is not JSON: {error}", error.line()))?;
            match serde_json::from_str::<Vec<&'a RawValue>>(value.get()) {
                Ok(items) => items.into_iter().try_for_each(|item| self.item(item))?,
                Err(_) => self.item(value)?,
            }
        }
        Ok(())
    }

    /// A text, or an object with openids.
    fn item(&mut self, item: &'a RawValue) -> Result<(), String> {
        let openids = match serde_json::from_str::<String>(item.get()) {
            Ok(openid) => vec![openid],
            Err(_) => match serde_json::from_str::<Object>(item.get()) {
                Ok(Object { openid: Some(openid), .. }) => vec![openid],
                Ok(Object { data: Some(page), .. }) => page.openid,
                _ => {
                    return Err(format!(
                        "line {} has neither an openid nor an object with \"openid\"",
                        self.line(item)
                    ));
                }
            },
        };
        for text in &openids {
            let openid =
                openid(text).map_err(|problem| format!("line {} is not an openid: {problem}", self.line(item)))?;
            (self.add)(openid);
        }
        Ok(())
    }

    /// The line of a value, which is a part of the text.
    fn line(&self, value: &RawValue) -> usize {
        let offset = value.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        1 + self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openids(text: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        read(text, |openid| all.push(openid.to_string()))?;
        Ok(all)
    }

    #[test]
    fn lines_columns_and_json_are_read() {
        for text in [
            "o1\no2\n",
            "o1\r\n\r\n  o2\t\n \n",
            "o1\ro2\r",
            "\n\u{feff}o1\u{200b}\n\u{3000}o2",
            "o1,x\no2,y\n",
            "o1\tx y\t1\no2\t\t\n",
            "o1;x\no2\n",
            "\"o1\"\n\"o2\"\n",
            "\"o1\",\"a,b\"\n\"o2\",\"c \"\"d\"\"\"\n",
            "openid\no1\no2",
            "\n\"OpenID\",昵称\no1,张三\no2,李四\n",
            "用户标识\to\no1\t\no2\t\n",
            r#"["o1","o2"]"#,
            "[\n  \"o1\",\n  \"o2\"\n]\n",
            "[{\"subscribe\":1,\"openid\":\"o1\"},{\"openid\":\"o2\"}]\n",
            "{\"openid\":\"o1\"}\n{\"openid\":\"o2\",\"a\":[1]}\n",
            r#"{"total":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#,
        ] {
            assert_eq!(openids(text), Ok(vec!["o1".to_owned(), "o2".to_owned()]), "{text:?}");
        }
        for text in ["", "\n \r\n", "[]", "openid\n", ",,\n"] {
            assert_eq!(openids(text), Ok(Vec::new()), "{text:?}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_an_openid_is_named() {
        for (text, line) in [
            ("o1\no2 o3\n", "line 2 is not an openid: "),
            ("o1\n\n\no2\u{0}\n", "line 4 is not an openid: "),
            ("o1,x\n张三,y\n", "line 2 is not an openid: "),
            ("o1\n\"o2\no3\n", "line 2 is not an openid: "),
            ("o1\n'o2'\n", "line 2 is not an openid: "),
            ("o1\n,o2\n", "line 2 is not an openid: "),
            ("id,openid\n1,o1\n", "line 1: the openids must be in the first column, not in column 2"),
            ("[\n\"o1\",\n\"o 2\"]", "line 3 is not an openid: "),
            ("[\n\"o1\",\n7]", "line 3 has neither an openid nor "),
            ("{\"openid\":\"o1\"}\n{\"ori_openid\":\"o1\"}", "line 2 has neither an openid nor "),
            ("{\"openid\":\"o1\"}\n{\"openid\":", "line 2: this is not JSON: "),
        ] {
            let refused = openids(text).unwrap_err();
            assert!(refused.starts_with(line), "{text:?}: {refused}");
        }
    }
}
