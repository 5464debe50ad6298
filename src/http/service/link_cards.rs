//! The link cards that this server has drawn, and the drawing of others.
//!
//! Any client may request any card, and drawing one occupies a processor for a while. So a card is
//! drawn once and kept in the data folder, one is drawn at a time, and a pause after each leaves at
//! least four fifths of a processor to everything else.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use actix_web::rt::time::{Instant, sleep_until, timeout};
use actix_web::web::block;
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::directory::Directory;
use crate::domain::Fingerprint;
use crate::site::{LinkCard, SiteError, png};

/// Maximum time that a request waits for its turn to draw.
const TURN_TIMEOUT: Duration = Duration::from_secs(2);

/// Maximum number of requests that wait for their turn. Further ones would wait in vain.
const MAX_WAITING: usize = 32;

/// The length of the pause after a drawing, in lengths of the drawing.
const PAUSE: u32 = 4;

/// Maximum number of bytes of the cards in the data folder.
const MAX_BYTES: u64 = 256 << 20;

/// The end of every PNG file: the chunk IEND (PNG, section 11.2.5).
const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

/// The key of a card.
#[derive(Clone, Copy)]
pub struct CardKey {
    /// The fingerprint of everything that is drawn.
    pub of: Fingerprint,
    /// The last redaction when its texts were read.
    pub redacted_change: i64,
}

/// The cards in the data folder, and the turn to draw another.
pub struct LinkCards {
    directory: Arc<Directory>,
    turn: Arc<Semaphore>,
    waiting: Semaphore,
    /// The end of the pause after the last drawing.
    rested: Mutex<Instant>,
    /// The size of the kept cards in bytes; `None` before they were counted.
    kept_bytes: Mutex<Option<u64>>,
    /// Whether the last card could not be kept, so that only the first failure is logged.
    is_failing: AtomicBool,
    /// The card of the site; `None` inside if it cannot be drawn.
    of_site: OnceLock<Option<Bytes>>,
}

/// The turn to draw one card. The pause begins when it is dropped.
pub struct Turn {
    cards: Arc<LinkCards>,
    began: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let rested = Instant::now() + self.began.elapsed() * PAUSE;
        *self.cards.rested.lock().unwrap_or_else(PoisonError::into_inner) = rested;
    }
}

impl LinkCards {
    pub fn new(directory: Arc<Directory>) -> Self {
        Self {
            directory,
            turn: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(MAX_WAITING),
            rested: Mutex::new(Instant::now()),
            kept_bytes: Mutex::new(None),
            is_failing: AtomicBool::new(false),
            of_site: OnceLock::new(),
        }
    }

    /// The turn to draw a card; `None` if it does not come soon, because others are drawn.
    pub async fn turn(self: &Arc<Self>) -> Option<Turn> {
        let _place = self.waiting.try_acquire().ok()?;
        let turn = async {
            let permit = Arc::clone(&self.turn).acquire_owned().await.ok()?;
            let rested = *self.rested.lock().unwrap_or_else(PoisonError::into_inner);
            sleep_until(rested).await;
            Some(Turn { cards: Arc::clone(self), began: Instant::now(), _permit: permit })
        };
        timeout(TURN_TIMEOUT, turn).await.ok().flatten()
    }

    /// The card with a key, if it is kept.
    pub async fn kept(self: &Arc<Self>, key: CardKey) -> Option<Bytes> {
        let this = Arc::clone(self);
        block(move || this.read(key)).await.ok().flatten()
    }

    /// Draws a card and keeps it, unless it was kept meanwhile.
    ///
    /// # Errors
    ///
    /// If it cannot be drawn.
    pub fn draw(&self, turn: Turn, key: CardKey, svg: &str) -> Result<Bytes, SiteError> {
        let _turn = turn;
        if let Some(kept) = self.read(key) {
            return Ok(kept);
        }
        let drawn = png(svg)?;
        match self.keep(key, &drawn) {
            Ok(()) => self.is_failing.store(false, Ordering::Release),
            Err(_) if self.is_failing.swap(true, Ordering::AcqRel) => {}
            Err(err) => log::warn!(
                "link cards cannot be kept in {} and are drawn again for later requests: {err}",
                self.folder().display()
            ),
        }
        Ok(drawn.into())
    }

    /// The card of the site itself, which is drawn once and stays in memory.
    pub async fn of_site(self: &Arc<Self>) -> Option<Bytes> {
        if let Some(drawn) = self.of_site.get() {
            return drawn.clone();
        }
        let this = Arc::clone(self);
        let draw = || {
            let drawn = LinkCard::of_site().svg().and_then(|svg| png(&svg));
            drawn.inspect_err(|err| log::error!("the link card of the site: {err}")).ok()
        };
        let drawn = block(move || this.of_site.get_or_init(|| draw().map(Bytes::from)).clone());
        drawn.await.ok().flatten()
    }

    fn folder(&self) -> &Path {
        self.directory.link_cards_folder()
    }

    fn path(&self, key: CardKey) -> PathBuf {
        self.folder().join(key.redacted_change.to_string()).join(format!("{}.png", key.of))
    }

    fn read(&self, key: CardKey) -> Option<Bytes> {
        let bytes = fs::read(self.path(key)).ok()?;
        // After a power cut, a file may be incomplete.
        bytes.ends_with(PNG_END).then(|| bytes.into())
    }

    /// Writes a card to the data folder, unless its texts are from before a redaction. Only one
    /// thread at a time does this: the one that has the turn.
    fn keep(&self, key: CardKey, png: &[u8]) -> io::Result<()> {
        let is_current = || self.directory.redacted_change() <= key.redacted_change;
        if !is_current() {
            return Ok(());
        }
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut kept_bytes = self.kept_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = match *kept_bytes {
            Some(bytes) => bytes + png.len() as u64,
            None => kept_files(self.folder()).iter().map(|file| file.bytes).sum(),
        };
        if bytes > MAX_BYTES {
            bytes = remove_oldest(kept_files(self.folder()), MAX_BYTES * 3 / 4);
        }
        *kept_bytes = Some(bytes);
        let partial = path.with_extension("partial");
        let written = File::create(&partial).and_then(|mut file| {
            file.write_all(png)?;
            file.sync_data()
        });
        let kept = written.and_then(|()| fs::rename(&partial, &path));
        if kept.is_err() {
            let _ = fs::remove_file(&partial);
        }
        // The follower removes earlier cards only once after a redaction.
        if !is_current() {
            let _ = fs::remove_file(&path);
        }
        kept
    }
}

/// A file in the folders of cards.
struct KeptFile {
    path: PathBuf,
    drawn: SystemTime,
    bytes: u64,
}

/// All files in the folders below `folder`.
fn kept_files(folder: &Path) -> Vec<KeptFile> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries(folder).flat_map(|folder| entries(&folder.path()).collect::<Vec<_>>());
    let files = files.filter_map(|file| {
        let metadata = file.metadata().ok().filter(|it| it.is_file())?;
        let drawn = metadata.modified().ok()?;
        Some(KeptFile { path: file.path(), drawn, bytes: metadata.len() })
    });
    files.collect()
}

/// Removes the oldest files until the others have at most `max_bytes`. Returns how many these have.
fn remove_oldest(mut files: Vec<KeptFile>, max_bytes: u64) -> u64 {
    files.sort_unstable_by_key(|file| file.drawn);
    let mut left = files.iter().map(|file| file.bytes).sum();
    for file in files {
        if left <= max_bytes {
            break;
        }
        // A file that cannot be removed still counts.
        if fs::remove_file(&file.path).is_ok() {
            left -= file.bytes;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_cards_are_removed_first() {
        let folder = tempfile::tempdir().unwrap();
        for (name, age) in [("0/a", 30), ("0/b", 10), ("7/c", 20)] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, [0; 100]).unwrap();
            let drawn = SystemTime::now() - Duration::from_secs(age);
            File::options().write(true).open(&path).unwrap().set_modified(drawn).unwrap();
        }
        let files = || kept_files(folder.path());

        assert_eq!(remove_oldest(files(), 300), 300);
        assert_eq!(remove_oldest(files(), 150), 100);

        let left: Vec<PathBuf> = files().into_iter().map(|file| file.path).collect();
        assert_eq!(left, [folder.path().join("0/b")]);
    }

    #[test]
    fn every_png_ends_as_a_kept_card_must() {
        let drawn = png(&LinkCard::of_site().svg().unwrap()).unwrap();
        assert!(drawn.ends_with(PNG_END));
    }
}
