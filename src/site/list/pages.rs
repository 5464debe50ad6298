//! The numbers of a pager.

/// The pages to which a pager links, in order: the first, the last, and those next to the current
/// one. `None` is a gap.
pub fn page_numbers(current: usize, pages: usize) -> Vec<Option<usize>> {
    let mut numbers = Vec::new();
    for page in 1..=pages {
        let is_near = page.abs_diff(current) <= 1;
        if page == 1 || page == pages || is_near {
            numbers.push(Some(page));
        } else if numbers.last().is_some_and(Option::is_some) {
            numbers.push(None);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_shows_the_ends_and_the_neighbours() {
        for (current, pages, shown) in [
            (1, 1, "1"),
            (1, 2, "1 2"),
            (2, 3, "1 2 3"),
            (1, 9, "1 2 … 9"),
            (5, 9, "1 … 4 5 6 … 9"),
            (9, 9, "1 … 8 9"),
        ] {
            let numbers = page_numbers(current, pages).into_iter();
            let numbers = numbers.map(|it| it.map_or_else(|| "…".to_owned(), |it| it.to_string()));
            assert_eq!(numbers.collect::<Vec<_>>().join(" "), shown, "{current} of {pages}");
        }
    }
}
