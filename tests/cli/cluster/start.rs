//! Several nodes that start at the same moment.

use super::rig::{Cluster, get};
use crate::support::profiles::{seed_documents, seed_profiles};

#[test]
#[ignore = "needs PostgreSQL's server programs: scripts/test runs it"]
fn five_nodes_starting_at_once_fill_an_empty_database_once() {
    let cluster = Cluster::start(&["--nodes", "5", "--at-once"]);

    let documents = seed_documents();
    assert_eq!(cluster.nodes.len(), 5);
    for (number, node) in cluster.nodes.iter().enumerate() {
        let list = get(*node, "/api/v1/organizations?per_page=1&status=!withdrawn").json();
        let (total, change) = (&list["meta"]["total"], &list["meta"]["change"]);
        assert_eq!((total, change), (&seed_profiles().len().into(), &documents.into()));
        // The log has only the lines that each start writes about its process.
        let log = cluster.log(number + 1);
        assert!(log.lines().all(|line| line.contains("cli::process]")), "{log}");
    }
    let counted = cluster.lines(
        "SELECT count(*) || ' revisions, ' || count(DISTINCT subject_id) || ' subjects' AS line \
         FROM revisions",
    );
    assert_eq!(counted, [format!("{documents} revisions, {documents} subjects")]);
    println!("5 nodes at once: {}", counted[0]);
}
