//! Stages follow each other without a gap, and say how long each took (dossier §0.2).

use chrono::TimeDelta;
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report};
use crate::both;

both! {
    async fn every_stage_begins_where_the_last_ended(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let minutes = TimeDelta::minutes;
        let ticket = siti.opens(report()).await.unwrap();
        andi.later(minutes(10)).claims(&ticket).await.unwrap();
        andi.later(minutes(25)).escalates(&ticket, question()).await.unwrap();
        fajar.later(minutes(40)).accepts(&ticket).await.unwrap();
        fajar.later(minutes(60)).asks(&ticket, "lantai berapa?").await.unwrap();
        siti.later(minutes(75)).says(&ticket, Visibility::Public, "lantai 2").await.unwrap();
        fajar.later(minutes(80)).hands_off(&ticket, Party::Isp).await.unwrap();
        fajar.later(minutes(140)).resumes(&ticket).await.unwrap();
        fajar.later(minutes(150)).resolves(&ticket).await.unwrap();
        let end = siti.later(minutes(200));
        end.closes(&ticket, None).await.unwrap();

        let seen = siti.sees(&ticket).await.unwrap();
        let spans: Vec<_> = seen.stages.iter().map(|span| (span.stage, span.seconds(end.now) / 60)).collect();
        assert_eq!(spans, [
            (Stage::New, 10),
            (Stage::InTier1, 15),
            (Stage::Escalated, 15),
            (Stage::InTier2, 20),
            (Stage::WaitingRequester, 15),
            (Stage::InTier2, 5),
            (Stage::WaitingVendor, 60),
            (Stage::InTier2, 10),
            (Stage::Resolved, 50),
            (Stage::Closed, 0),
        ]);
        for pair in seen.stages.windows(2) {
            assert_eq!(pair[0].ended_at, Some(pair[1].started_at));
        }
        assert_eq!(seen.stays.len(), 2);
        assert_eq!(seen.stays[0].ended_at, Some(seen.stays[1].started_at));
        assert_eq!(seen.stays[1].accepted_at, Some(fajar.now.plus(minutes(40))));
        assert_eq!(seen.stays[1].ended_at, Some(end.now));
    }
}
