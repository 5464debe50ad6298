//! Recall at 1, recall at 5 and mean rank over many queries.

use std::fmt::{self, Display};

use crate::table::Case;

/// The rank that counts for an organization that is not found: one after the first page.
const NOT_FOUND: usize = 21;

/// The figures for some queries.
#[derive(Default)]
struct Figures {
    queries: usize,
    first: usize,
    among_five: usize,
    ranks: usize,
}

impl Figures {
    fn add(&mut self, rank: Option<usize>) {
        self.queries += 1;
        self.first += usize::from(rank == Some(1));
        self.among_five += usize::from(rank.is_some_and(|rank| rank <= 5));
        self.ranks += rank.unwrap_or(NOT_FOUND);
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 / self.queries as f64
    }

    /// Recall at 1, recall at 5, mean rank.
    fn all(&self) -> [f64; 3] {
        [self.share(self.first), self.share(self.among_five), self.share(self.ranks)]
    }
}

/// The required figures for one kind of query: kind, recall at 1, recall at 5, mean rank.
pub type Floor = (&'static str, f64, f64, f64);

/// The figures for all queries, by kind.
#[derive(Default)]
pub struct Measured {
    /// In order of first appearance.
    kinds: Vec<(String, Figures)>,
    all: Figures,
    /// Queries whose expected result is not first, as lines of Markdown.
    missed: Vec<String>,
}

impl Measured {
    /// Adds the results of a query.
    pub fn add(&mut self, case: &Case, found: &[String]) {
        let rank = case.rank(found);
        self.all.add(rank);
        let index = self.kinds.iter().position(|(kind, _)| *kind == case.kind);
        let index = index.unwrap_or_else(|| {
            self.kinds.push((case.kind.clone(), Figures::default()));
            self.kinds.len() - 1
        });
        self.kinds[index].1.add(rank);
        if rank != Some(1) {
            self.missed.push(missed(case, rank, found));
        }
    }

    pub fn queries(&self) -> usize {
        self.all.queries
    }

    /// Panics with all figures if a floor is not reached or a kind has no floor.
    pub fn assert_reaches(&self, floors: &[Floor]) {
        let figures = self.kinds.iter().map(|(kind, figures)| (kind.as_str(), figures));
        for (kind, figures) in figures.chain([("all", &self.all)]) {
            let floor = floors.iter().find(|(of, ..)| *of == kind);
            let Some((_, first, among_five, rank)) = floor else {
                panic!("`{kind}` has no floor\n{self}");
            };
            let [measured_first, measured_five, measured_rank] = figures.all();
            let is_reached =
                measured_first >= *first && measured_five >= *among_five && measured_rank <= *rank;
            assert!(is_reached, "`{kind}` is below its floor\n{self}");
        }
    }
}

impl Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| kind | queries | recall@1 | recall@5 | mean rank |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: |")?;
        let kinds = self.kinds.iter().map(|(kind, figures)| (kind.as_str(), figures));
        for (kind, figures) in kinds.chain([("**all**", &self.all)]) {
            let [first, five, rank] = figures.all();
            writeln!(f, "| {kind} | {} | {first:.3} | {five:.3} | {rank:.2} |", figures.queries)?;
        }
        if !self.missed.is_empty() {
            writeln!(f, "\nThe expected result is not first:\n")?;
            self.missed.iter().try_for_each(|missed| writeln!(f, "{missed}"))?;
        }
        Ok(())
    }
}

fn missed(case: &Case, rank: Option<usize>, found: &[String]) -> String {
    let rank = rank.map_or("–".to_owned(), |rank| rank.to_string());
    let expected = shortened(&case.expected, 2);
    let expected = if expected.is_empty() { "anything else".to_owned() } else { expected };
    let found = if found.is_empty() { "nothing".to_owned() } else { shortened(found, 3) };
    let Case { kind, query, .. } = case;
    format!("- {kind}: `{query}` — expected {expected}, rank {rank}; found {found}")
}

fn shortened(slugs: &[String], most: usize) -> String {
    let dots = if slugs.len() > most { ", …" } else { "" };
    let slugs: Vec<&str> = slugs.iter().take(most).map(String::as_str).collect();
    slugs.join(", ") + dots
}
