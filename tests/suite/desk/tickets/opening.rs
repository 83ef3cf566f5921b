//! Every ticket starts at Tier 1 of the requester's agency, or says why not (`rules.md` 2.1).

use chrono::TimeDelta;
use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{Filter, Open};
use jenjang::desk::words::*;

use super::super::house::{House, NOW};
use super::story::{report, wrong};
use crate::both;
use crate::support::office;

both! {
    async fn a_report_starts_at_tier_1_of_the_requesters_agency(house: House) {
        let siti = house.someone("siti@dinkes").await;
        let ticket = siti.opens(report()).await.unwrap();
        assert_eq!((ticket.tier, ticket.status, ticket.priority), (Tier::One, Status::New, Priority::P4));
        assert_eq!((ticket.channel, ticket.direct_route_reason), (Channel::Portal, None));
        assert_eq!(ticket.number, format!("TKT-2026-{:06}", ticket.serial));
        assert_eq!(house.lived(&ticket).await, [EventKind::Opened]);
        let second = siti.opens(report()).await.unwrap();
        assert!(second.serial > ticket.serial);
        house.is_whole().await;
    }

    async fn tier_1_logs_a_call_late_for_a_colleague_and_for_nobody_else(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let late = Open {
            requester: Some("siti@dinkes.demo.test".into()),
            channel: Some(Channel::Whatsapp),
            reported_at: Some(NOW.minus(TimeDelta::hours(2))),
            ..report()
        };
        let ticket = andi.opens(late).await.unwrap();
        assert_eq!((ticket.reported_at, ticket.created_at), (NOW.minus(TimeDelta::hours(2)), NOW));
        assert_eq!(ticket.channel, Channel::Whatsapp);
        let stages = andi.sees(&ticket).await.unwrap().stages;
        assert_eq!(stages[0].started_at, ticket.reported_at, "clocks start at first contact");

        let foreign = Open { requester: Some("rini@dikbud.demo.test".into()), ..report() };
        assert_eq!(wrong(andi.opens(foreign).await), ["requester: unknown"]);
        let nobody = Open { requester: Some("nobody@dikbud.demo.test".into()), ..report() };
        assert_eq!(wrong(andi.opens(nobody).await), ["requester: unknown"]);
        let siti = house.someone("siti@dinkes").await;
        let other = Open { requester: Some("made@dinkes.demo.test".into()), ..report() };
        assert_eq!(wrong(siti.opens(other).await), ["requester: unknown"]);
    }

    async fn a_late_entry_is_neither_in_the_future_nor_older_than_thirty_days(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let at = |time: TimeDelta| Open { reported_at: Some(NOW.plus(time)), ..report() };
        assert_eq!(wrong(andi.opens(at(TimeDelta::microseconds(1))).await), ["reported_at: in_future"]);
        assert!(andi.opens(at(TimeDelta::zero())).await.is_ok());
        assert!(andi.opens(at(TimeDelta::days(-30))).await.is_ok());
        let older = at(TimeDelta::days(-30) - TimeDelta::microseconds(1));
        assert_eq!(wrong(andi.opens(older).await), ["reported_at: too_long_ago"]);
    }

    async fn every_field_that_is_wrong_is_named_at_once(house: House) {
        let siti = house.someone("siti@dinkes").await;
        let nothing = Open { category: "Z9".into(), ..Open::default() };
        assert_eq!(wrong(siti.opens(nothing).await), ["title: required", "description: required", "category: unknown"]);
        let long = Open { title: "x".repeat(201), ..report() };
        assert_eq!(wrong(siti.opens(long).await), ["title: too_long"]);
        assert_eq!(siti.lists(Filter::default()).await.len(), 0, "nothing half-written stays");
    }

    async fn without_tier_1_a_ticket_goes_to_the_group_of_its_category_and_says_why(house: House) {
        let zulkifli = house.someone("sekda@setda").await;
        let ticket = zulkifli.opens(report()).await.unwrap();
        assert_eq!((ticket.tier, ticket.accepted), (Tier::Two, false));
        assert_eq!(ticket.direct_route_reason, Some(DirectRouteReason::NoTier1));
        assert_eq!(ticket.stage(), Stage::Escalated);
        let ketua = house.someone("ketua@kominfo").await;
        let listed = ketua.lists(Filter { direct: true, ..Filter::default() }).await;
        assert_eq!(listed, std::slice::from_ref(&ticket.number), "the supervisor sees each direct route");
        let fajar = house.someone("fajar@kominfo").await;
        assert!(fajar.accepts(&ticket).await.is_ok());
        assert_eq!(wrong(fajar.returns(&ticket).await), ["tier1: agency_without_tier1"]);
    }

    async fn an_absent_technician_keeps_only_what_is_the_agencys(house: House) {
        house
            .db
            .write(|conn| office::absence(conn, "andi@dinkes.demo.test", "2026-11-23", "2026-11-24", NOW))
            .await
            .unwrap();
        let siti = house.someone("siti@dinkes").await;
        let dinas = siti.opens(Open { category: "A2".into(), ..report() }).await.unwrap();
        assert_eq!(dinas.direct_route_reason, Some(DirectRouteReason::Tier1Absent));
        let own = siti.opens(Open { category: "G2".into(), ..report() }).await.unwrap();
        assert_eq!((own.tier, own.direct_route_reason), (Tier::Two, Some(DirectRouteReason::NoTier1)));
        let back = siti.later(TimeDelta::days(2)).opens(report()).await.unwrap();
        assert_eq!((back.tier, back.direct_route_reason), (Tier::One, None));
    }

    async fn a_security_emergency_goes_straight_to_the_security_group(house: House) {
        let rini = house.someone("rini@dikbud").await;
        let defaced = Open {
            category: "E1".into(),
            impact: Some(Impact::Wide),
            urgency: Some(Urgency::High),
            ..report()
        };
        let ticket = rini.opens(defaced).await.unwrap();
        assert_eq!(ticket.kind, Kind::SecurityIncident, "the category knows its kind");
        assert!(ticket.restricted);
        assert_eq!(ticket.direct_route_reason, Some(DirectRouteReason::SecurityEmergency));
        let yusuf = house.someone("yusuf@kominfo").await;
        assert!(yusuf.accepts(&ticket).await.is_ok());
    }

    async fn a_new_ticket_takes_up_an_older_one_of_ones_own(house: House) {
        let siti = house.someone("siti@dinkes").await;
        let old = siti.opens(report()).await.unwrap();
        let new = siti.opens(Open { continues: Some(old.number.clone()), ..report() }).await.unwrap();
        let seen = siti.sees(&new).await.unwrap();
        assert_eq!((seen.links[0].number.clone(), seen.links[0].link.kind), (old.number.clone(), LinkKind::Continues));
        let rini = house.someone("rini@dikbud").await;
        let foreign = Open { continues: Some(old.number.clone()), ..report() };
        assert_eq!(wrong(rini.opens(foreign).await), ["continues: unknown"]);
    }
}
