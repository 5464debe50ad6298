//! Placeholder.
mod fold;
pub use fold::fold;
pub fn folded_words(text: &str) -> String {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
pub fn name_words(text: &str, each: &mut dyn FnMut(&str)) {
    folded_words(text).split(' ').for_each(each);
}
