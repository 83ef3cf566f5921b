//! The post that comes in: taken down once, decided, done once.

mod ledger;
