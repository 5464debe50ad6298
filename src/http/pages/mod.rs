//! The pages that people read: one file per page. Each reads its parameters, has `site` render the
//! page, and sends it.

mod assets;
mod compare;
mod countries;
mod data;
mod data_files;
pub mod edit;
mod get_help;
mod history;
mod home;
mod items;
mod link_cards;
mod list;
mod machines;
mod organization;
mod page;
mod preview;
mod problem_page;
pub mod problems;
mod static_pages;
mod suggestions;
mod terms;
pub mod well_known;

pub use assets::{read_asset, read_favicon, read_touch_icon};
pub use compare::show_comparison;
pub use countries::{show_countries, show_country};
pub use data::{show_data, show_data_version, to_latest_data};
pub use data_files::read_data_file;
pub use get_help::show_get_help;
pub use history::{show_history, show_revision};
pub use home::{move_private_search, show_home};
pub use items::{read_research_bibtex, read_research_ris, show_research, show_ways_to_help};
pub use link_cards::{read_drawn_link_card, read_link_card, read_site_card};
pub use list::{show_charts, show_list, show_private_list};
pub use machines::{
    read_llms, read_robots, read_search_description, read_sitemap, read_sitemap_index,
};
pub use organization::show_organization;
pub use page::fixed_page;
pub use preview::{find_term_page, show_preview, show_term_preview};
pub use problem_page::problem_page_for;
pub use static_pages::{show_about, show_accessibility, show_safety};
pub use terms::{show_term, show_terms, show_topics};
