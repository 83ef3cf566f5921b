//! The post that comes in: taken down once, decided, done once.

mod crash;
mod decisions;
mod files;
mod ledger;
mod letters;
mod loops;
mod originals;
mod pace;
mod pages;
mod people;
mod post;
mod properties;
mod quarantine;
mod replies;
mod tickets;
