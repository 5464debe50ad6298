//! The tools: each has a file, and returns what an operation of the API returns.

pub mod answer;
mod compare;
mod find;
mod search;
mod vocabulary;
mod ways_to_help;

use serde_json::Value;

use self::answer::ToolAnswer;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{ParameterSet, read_json};
use crate::http::problem::Problem;

/// A tool that an assistant can call.
pub struct Tool {
    /// Permanent.
    pub name: &'static str,
    pub title: &'static str,
    /// When to use it and what it returns, for the model.
    pub description: &'static str,
    /// The schema of its arguments.
    pub input: fn() -> Value,
    /// The type of its answer in the OpenAPI document.
    pub answer: &'static str,
    /// Whether the answer is null if the directory does not have what was asked for.
    pub is_nullable: bool,
    /// Answers a call. A problem below 500 is a mistake in the arguments.
    pub call: fn(&ToolCall<'_>) -> Result<ToolAnswer, Problem>,
}

/// All tools, in the order in which they are listed.
pub static TOOLS: [Tool; 5] =
    [search::TOOL, find::TOOL, compare::TOOL, ways_to_help::TOOL, vocabulary::TOOL];

/// A call of a tool.
pub struct ToolCall<'c> {
    call: &'c Call,
    /// A JSON object.
    arguments: Vec<u8>,
}

impl<'c> ToolCall<'c> {
    pub fn new(call: &'c Call, arguments: Vec<u8>) -> Self {
        Self { call, arguments }
    }

    /// Reads the arguments as strictly as the API reads parameters.
    ///
    /// # Errors
    ///
    /// 400 with every mistake.
    fn arguments<T: ParameterSet>(&self) -> Result<T, Problem> {
        read_json(&self.arguments, self.call)
    }
}
