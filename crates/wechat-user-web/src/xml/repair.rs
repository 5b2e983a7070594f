//! Escapes what the service leaves unescaped in its CDATA sections.
//!
//! The service puts a user's text between `<![CDATA[` and `]]>` unchanged. A text that holds `]]>` ends its section
//! early, and the rest of it would be read as elements. So a text ends at the last closing tag of its element that is
//! followed by a tag or by the end. Two rules limit this:
//!
//! * The fields that never hold a user's text ([`FIXED`]) end at their first closing tag, so that a text cannot
//!   extend them.
//! * Below the first level, an element that is followed by one of the same name is an item of a list. It ends at its
//!   first closing tag.
//!
//! The result is sound XML for the strict reader. Time is linear, apart from a binary search for each element.
//!
//! One case stays ambiguous: two texts of a user in one message that imitate each other's tags, such as title and
//! description of a link. They can add a field after the first of them, but change nothing before it.

use std::collections::HashMap;
use std::ops::Range;

use crate::limits::Limits;

const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";

/// Fields that the service or the account fills, never a user.
const FIXED: [&str; 12] = [
    "ToUserName",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "EventKey",
    "Ticket",
    "MsgId",
    "UnionId",
    "OpenID",
    "AppID",
    "Encrypt",
];

/// The document with the texts of its CDATA sections escaped; `None` if it has none or if nothing changes.
pub(super) fn repair(text: &str) -> Option<String> {
    if !text.contains(CDATA) {
        return None;
    }
    let mut repairer =
        Repairer { text, closers: closers(text), out: String::with_capacity(text.len() + 64), elements: 0 };
    repairer.copy_scope(0..text.len(), 0);
    (repairer.out != text).then_some(repairer.out)
}

struct Repairer<'a> {
    text: &'a str,
    closers: HashMap<&'a str, Closers>,
    out: String,
    elements: usize,
}

/// Where the closing tags of one name are, in order.
#[derive(Default)]
struct Closers {
    /// Those followed by a tag or by the end of the document.
    all: Vec<Range<usize>>,
    /// Those of them that close a CDATA section.
    after_cdata: Vec<Range<usize>>,
}

impl Repairer<'_> {
    /// Copies what is between a start tag and its end tag; with `level` 0, the document.
    fn copy_scope(&mut self, scope: Range<usize>, level: usize) {
        let mut at = scope.start;
        while let Some(next) = self.text[at..scope.end].find('<') {
            self.out.push_str(&self.text[at..at + next]);
            at += next;
            match self.copy_element(at, scope.end, level) {
                Some(end) => at = end,
                None => break,
            }
        }
        self.out.push_str(&self.text[at..scope.end]);
    }

    /// Copies the element, comment or instruction at `at` and returns where it ends. `None`: the rest is left to the
    /// strict reader.
    fn copy_element(&mut self, at: usize, end: usize, level: usize) -> Option<usize> {
        let rest = &self.text[at..end];
        for (start, stop) in [("<!--", "-->"), ("<?", "?>")] {
            if rest.starts_with(start) {
                let length = rest.find(stop)? + stop.len();
                self.out.push_str(&rest[..length]);
                return Some(at + length);
            }
        }
        let name = name_of(&rest[1..])?;
        let tag = rest.find('>')? + 1;
        self.elements += 1;
        if self.elements > Limits::DEFAULT.fields || level > Limits::DEFAULT.depth {
            return None;
        }
        if rest[..tag].ends_with("/>") {
            self.out.push_str(&rest[..tag]);
            return Some(at + tag);
        }
        let content = at + tag;
        let blanks = rest[tag..].len() - rest[tag..].trim_start().len();
        if let Some(closer) = self.cdata_closer(name, content + blanks, end, level) {
            let inner = &self.text[content + blanks..closer.start];
            let inner = &inner[CDATA.len()..inner.trim_end().len() - CDATA_END.len()];
            self.out.extend([&rest[..tag], CDATA, &escaped(inner), CDATA_END, &self.text[closer.clone()]]);
            return Some(closer.end);
        }
        let closer = self.plain_closer(name, content, end, level)?;
        self.out.push_str(&rest[..tag]);
        self.copy_scope(content..closer.start, level + 1);
        self.out.push_str(&self.text[closer.clone()]);
        Some(closer.end)
    }

    /// The closing tag of an element whose content starts with a CDATA section at `start`.
    fn cdata_closer(&self, name: &str, start: usize, end: usize, level: usize) -> Option<Range<usize>> {
        if !self.text[start..end].starts_with(CDATA) {
            return None;
        }
        let after = start + CDATA.len() + CDATA_END.len();
        let candidates = within(&self.closers.get(name)?.after_cdata, after, end);
        let fixed = FIXED.iter().any(|fixed| fixed.eq_ignore_ascii_case(name));
        let first = candidates.first()?;
        let take_first = fixed || level > 1 && self.starts_again(name, first.end);
        Some(if take_first { first } else { candidates.last()? }.clone())
    }

    /// The closing tag of an element that holds elements, or bare text: bare text ends at the next tag.
    fn plain_closer(&self, name: &str, content: usize, end: usize, level: usize) -> Option<Range<usize>> {
        let candidates = within(&self.closers.get(name)?.all, content, end);
        let first = candidates.first()?;
        let is_bare = self.text[content..end].find('<').is_some_and(|next| content + next == first.start);
        let take_first = is_bare || level > 0 && self.starts_again(name, first.end);
        Some(if take_first { first } else { candidates.last()? }.clone())
    }

    /// Whether an element of this name starts at `at`, blanks aside.
    fn starts_again(&self, name: &str, at: usize) -> bool {
        let rest = self.text[at..].trim_start();
        rest.strip_prefix('<').and_then(name_of) == Some(name)
    }
}

/// All closing tags of the document that a tag or the end of the document follows.
fn closers(text: &str) -> HashMap<&str, Closers> {
    let mut found: HashMap<&str, Closers> = HashMap::new();
    for (at, _) in text.match_indices("</") {
        let Some(name) = name_of(&text[at + 2..]) else { continue };
        let after_name = text[at + 2 + name.len()..].trim_start();
        let Some(rest) = after_name.strip_prefix('>') else { continue };
        let follower = rest.trim_start();
        if !(follower.is_empty() || follower.starts_with('<')) {
            continue;
        }
        let closer = at..text.len() - rest.len();
        let closers = found.entry(name).or_default();
        if text[..at].trim_end().ends_with(CDATA_END) {
            closers.after_cdata.push(closer.clone());
        }
        closers.all.push(closer);
    }
    found
}

fn within(closers: &[Range<usize>], start: usize, end: usize) -> &[Range<usize>] {
    let from = closers.partition_point(|closer| closer.start < start);
    let to = closers.partition_point(|closer| closer.end <= end);
    closers.get(from..to).unwrap_or_default()
}

/// The name at the start of this text, which follows `<` or `</`.
fn name_of(text: &str) -> Option<&str> {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<' | '!' | '?'))?;
    (end > 0).then(|| &text[..end])
}

/// A text for a CDATA section. A text that is escaped already stays unchanged.
fn escaped(text: &str) -> String {
    let raw = text.replace("]]]]><![CDATA[>", CDATA_END).replace("]]]><![CDATA[]>", CDATA_END);
    raw.replace(CDATA_END, "]]]]><![CDATA[>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_documents_stay() {
        for sound in [
            "<xml><A>1</A></xml>",
            "<xml><A><![CDATA[a]]></A>\n<B/><C>1</C></xml>\n",
            "<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>",
            "<xml><L><I><T><![CDATA[a]]></T></I><I><T><![CDATA[b]]></T></I></L></xml>",
            "<xml><L><T><![CDATA[a]]></T><T><![CDATA[b]]></T></L></xml>",
            "<?xml version='1.0'?><!-- c --><xml><A>1 &amp; <![CDATA[a]]></A></xml>",
        ] {
            assert_eq!(repair(sound), None, "{sound}");
        }
    }

    #[test]
    fn a_text_ends_at_its_last_closing_tag() {
        for (broken, repaired) in [
            ("<x><A><![CDATA[a]]>b]]></A><B>1</B></x>", "<x><A><![CDATA[a]]]]><![CDATA[>b]]></A><B>1</B></x>"),
            (
                "<x><A><![CDATA[a]]></A><M>6</M><A><![CDATA[b]]></A><M>7</M></x>",
                "<x><A><![CDATA[a]]]]><![CDATA[></A><M>6</M><A><![CDATA[b]]></A><M>7</M></x>",
            ),
            (
                "<x><Event><![CDATA[e]]></Event><A><![CDATA[]]></Event><B/>]]></A></x>",
                "<x><Event><![CDATA[e]]></Event><A><![CDATA[]]]]><![CDATA[></Event><B/>]]></A></x>",
            ),
        ] {
            assert_eq!(repair(broken).as_deref(), Some(repaired));
        }
    }

    #[test]
    fn a_document_without_a_repair_stays() {
        for broken in
            ["<", "<a", "<a>", "</a>", "<![CDATA[", "<a><![CDATA[]]>", "<a><![CDATA[</a>", "<a><!-- <![CDATA["]
        {
            assert_eq!(repair(broken), None, "{broken}");
        }
    }
}
