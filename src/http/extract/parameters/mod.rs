//! Query parameters: read strictly, every mistake at once.

pub mod choices;
pub mod criteria;
pub mod list;
pub mod paging;
pub mod reader;
pub mod view;
