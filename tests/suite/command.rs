//! The command line: what scripts and administrators rely on.

use std::time::Duration;

use diesel::prelude::*;
use jenjang::db::DbError;
use jenjang::db::schema::wordings;
use jenjang::desk::letters::LetterKind;
use jenjang::desk::people::load_actor;
use jenjang::desk::wording;
use jenjang::desk::words::Language;
use serde_json::json;

use crate::both;
use crate::support::api::Api;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::{furnish, monday_morning};
use crate::support::office;
use crate::support::pages::Visitor;
use crate::support::process::{Process, printed, run, run_with};

both! {
    async fn accounts_and_tokens_come_from_the_command_line(database: TestDatabase) {
        furnish(&database);
        let made = run(&database, &["admin", "create-user", "budi@dinkes.demo.test", "--name", "Budi Santoso", "--agency", "dinkes", "--role", "tier1_technician"]);
        assert_eq!(made.status.code(), Some(0), "{}", printed(&made));
        let again = run(&database, &["admin", "create-user", "budi@dinkes.demo.test", "--name", "Budi", "--agency", "dinkes"]);
        assert_eq!(again.status.code(), Some(1), "{}", printed(&again));
        let password = last_word(&made.stdout);
        let reset = run(&database, &["admin", "reset-password", "budi@dinkes.demo.test"]);
        assert_eq!(reset.status.code(), Some(0), "{}", printed(&reset));
        let fresh = last_word(&reset.stdout);
        assert_ne!(password, fresh);
        let token = run(&database, &["admin", "token", "budi@dinkes.demo.test"]);
        assert_eq!(token.status.code(), Some(0), "{}", printed(&token));
        let reading = run(&database, &["admin", "token", "budi@dinkes.demo.test", "--read-only"]);
        assert_eq!(reading.status.code(), Some(0), "{}", printed(&reading));

        let process = Process::serve(&database, &[]);
        let nobody = Api::anonymous(&process.base);
        let old = nobody.post("/sessions", json!({ "email": "budi@dinkes.demo.test", "password": password })).await;
        old.problem(401);
        nobody.signed_in("budi@dinkes.demo.test", &fresh).await.get("/me").await.is(200).sees("Budi Santoso");
        let wish = crate::support::person::a_report(json!({}));
        nobody.with_token(&last_word(&token.stdout)).post("/tickets", wish.clone()).await.is(201);
        let reader = nobody.with_token(&last_word(&reading.stdout));
        reader.get("/tickets").await.is(200);
        reader.post("/tickets", wish).await.problem(403);
    }

    async fn the_search_is_made_anew_while_the_desk_goes_on(database: TestDatabase) {
        furnish(&database);
        let process = Process::serve(&database, &[]);
        let siti = crate::support::person::Person::signed_in(&process.base, "siti@dinkes.demo.test").await;
        let ticket = siti.reports("Layar berkedip ungu").await;
        let emptied = match database.connect() {
            jenjang::db::DbConn::Sqlite(mut conn) => diesel::sql_query("DELETE FROM ticket_index").execute(&mut conn),
            jenjang::db::DbConn::Postgres(mut conn) => diesel::sql_query("DELETE FROM ticket_index").execute(&mut conn),
        };
        emptied.unwrap();
        siti.api.get("/search?q=ungu").await.is(200).does_not_see(&ticket.number);
        let older = r#"UPDATE settings SET value = '{"reading":"older"}' WHERE name = 'search'"#;
        let noted = match database.connect() {
            jenjang::db::DbConn::Sqlite(mut conn) => diesel::sql_query(older).execute(&mut conn),
            jenjang::db::DbConn::Postgres(mut conn) => diesel::sql_query(older).execute(&mut conn),
        };
        assert_eq!(noted.unwrap(), 1);
        let doctor = run(&database, &["doctor", "--quick"]);
        assert!(doctor.status.code() != Some(0) && printed(&doctor).contains("jenjang search rebuild"), "{}", printed(&doctor));
        let done = run(&database, &["search", "rebuild"]);
        assert_eq!(done.status.code(), Some(0), "{}", printed(&done));
        assert!(printed(&done).contains("1 tickets"), "{}", printed(&done));
        let doctor = run(&database, &["doctor", "--quick"]);
        assert_eq!(doctor.status.code(), Some(0), "{}", printed(&doctor));
        siti.api.get("/search?q=ungu").await.is(200).sees(&ticket.number);
    }

    async fn the_first_start_gives_a_link_that_works_once(database: TestDatabase) {
        let process = Process::serve(&database, &[]);
        let line = process.said.iter().find(|line| line.contains("http")).unwrap_or_else(|| panic!("no link in {:?}", process.said));
        let link = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
        let path = &link[link.find("/set").unwrap_or_else(|| panic!("{link}"))..];
        let visitor = Visitor::new(&process.base);
        let page = visitor.visit(path).await.is(200);
        let page = page
            .form_with("password")
            .fill_if_there("agency_name", "Dinas Komunikasi dan Informatika")
            .fill_if_there("agency_code", "kominfo")
            .fill_if_there("agency_short_name", "Kominfo")
            .fill_if_there("zone", "Asia/Makassar")
            .fill("name", "Nur Aini")
            .fill("email", "nur@kominfo.example.test")
            .fill("password", "kuda laut biru tua")
            .submit()
            .await
            .is(200);
        assert!(!page.path.starts_with("/setup"), "{}: {}", page.path, page.words());
        let admin = Api::anonymous(&process.base).signed_in("nur@kominfo.example.test", "kuda laut biru tua").await;
        admin.get("/me").await.is(200).sees("admin");
        let again = Visitor::new(&process.base).visit(path).await;
        assert!(again.answer.status >= 400, "the link works twice: {}", again.words());
        drop(process);
        let process = Process::serve(&database, &[]);
        assert!(process.said.iter().all(|line| !line.contains("/setup")), "a second start gives a link again: {:?}", process.said);
    }

    async fn migrating_and_asking_the_doctor_leave_a_healthy_desk(database: TestDatabase) {
        for _ in 0..2 {
            let migrated = run(&database, &["migrate"]);
            assert_eq!(migrated.status.code(), Some(0), "{}", printed(&migrated));
        }
        let doctor = run(&database, &["doctor"]);
        assert_eq!(doctor.status.code(), Some(0), "{}", printed(&doctor));
        assert!(printed(&doctor).contains("clocks of tickets"), "{}", printed(&doctor));
        let quick = run(&database, &["doctor", "--quick"]);
        assert_eq!(quick.status.code(), Some(0), "{}", printed(&quick));
        assert!(!printed(&quick).contains("clocks of tickets"), "{}", printed(&quick));
    }

    async fn the_doctor_names_words_of_letters_that_are_not_understood(database: TestDatabase) {
        furnish(&database);
        let now = monday_morning();
        let db = database.open();
        let spoilt = db.write(move |conn| {
            let admin = office::person_id(conn, "admin@demo.test")?;
            let admin = load_actor(conn, admin, now)?.unwrap();
            wording::save(conn, &admin, (LetterKind::Closed, Language::Id), 0, ("Selesai", "Halo {nama}"), now).unwrap();
            let healthy = wording::all(conn)?;
            let set = wordings::body.eq(Some("Halo {penanda_lama}"));
            diesel::update(wordings::table).set(set).execute(conn)?;
            Ok::<_, DbError>(healthy.len())
        });
        assert_eq!(spoilt.await.unwrap(), 1);
        let doctor = run(&database, &["doctor", "--quick"]);
        assert_ne!(doctor.status.code(), Some(0), "{}", printed(&doctor));
        assert!(printed(&doctor).contains("words of letters: these go out in the shipped words until they are mended: closed (id): body: gap_unknown"), "{}", printed(&doctor));
    }

    async fn a_started_desk_is_ready_and_says_how_it_is(database: TestDatabase) {
        furnish(&database);
        let mut process = Process::serve(&database, &[]);
        let api = Api::anonymous(&process.base);
        api.get("/healthz").await.is(200);
        api.get("/readyz").await.is(200);
        let metrics = api.get("/metrics").await.is(200);
        for name in ["jenjang_http_requests_total", "jenjang_letters", "jenjang_database_up"] {
            assert!(metrics.text().contains(name), "no {name} in {metrics}");
        }
        process.terminate();
        let status = process.ends_within(Duration::from_secs(20)).await;
        assert_eq!(status.code(), Some(0), "{status}");
    }
}

#[actix_web::test]
async fn a_wrong_setting_stops_the_start_with_its_name() {
    let database = TestDatabase::new(Database::Sqlite);
    for (name, value) in [
        ("DATABASE_URL", "mysql://root@localhost/x"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("JENJANG_LISTEN", "8080"),
        ("JENJANG_SECRET", "short"),
        ("JENJANG_SMTP_URL", "mail.example"),
        ("JENJANG_LOG", "jenjang=loudly=no"),
        ("JENJANG_WORKERS", "none"),
    ] {
        let output = run_with(&database, &[(name, value)], &["serve"]);
        assert_eq!(output.status.code(), Some(1), "{name}={value}: {}", printed(&output));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let names_it = said.contains(name) || (name == "DATABASE_URL" && said.contains("database"));
        assert!(names_it, "{name}={value} is not named: {said}");
        assert!(said.trim().lines().count() == 1, "one clear line, not {said}");
    }
}

#[actix_web::test]
async fn wrong_usage_is_exit_2() {
    let database = TestDatabase::new(Database::Sqlite);
    for arguments in [&["dance"][..], &["serve", "--fast"], &["admin"], &["admin", "token"], &[]] {
        let output = run(&database, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", printed(&output));
    }
    let version = run(&database, &["--version"]);
    assert_eq!(version.status.code(), Some(0), "{}", printed(&version));
}

#[actix_web::test]
async fn what_does_not_exist_is_refused_with_one_line() {
    let database = TestDatabase::new(Database::Sqlite);
    furnish(&database);
    for arguments in [
        &["admin", "token", "nobody@demo.test"][..],
        &["admin", "reset-password", "nobody@demo.test"],
        &["admin", "create-user", "x@y.test", "--name", "X", "--agency", "nowhere"],
        &["admin", "create-user", "x@y.test", "--name", "X", "--agency", "dinkes", "--role", "king"],
        &["admin", "create-user", "no-address", "--name", "X", "--agency", "dinkes"],
    ] {
        let output = run(&database, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", printed(&output));
        assert_eq!(String::from_utf8_lossy(&output.stderr).trim().lines().count(), 1, "{}", printed(&output));
    }
}

fn last_word(output: &[u8]) -> String {
    String::from_utf8_lossy(output).split_whitespace().last().unwrap_or_default().to_owned()
}
