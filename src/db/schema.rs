//! The tables as diesel sees them, the same for both databases.

#![expect(missing_docs, reason = "the columns are documented where they are made, in migrations/")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    settings (name) {
        name -> Text,
        value -> JsonSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    agencies (id) {
        id -> IdSql,
        version -> BigInt,
        code -> Text,
        name -> Text,
        short_name -> Text,
        folded -> Text,
        parent_id -> Nullable<IdSql>,
        ict_department -> Bool,
        zone -> Text,
        calendar_id -> Nullable<IdSql>,
        self_managed_from -> Nullable<Date>,
        self_managed_until -> Nullable<Date>,
        self_managed_decree -> Nullable<Text>,
        active_from -> Date,
        active_until -> Nullable<Date>,
        sender_name -> Nullable<Text>,
        signature -> Nullable<Text>,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::TimeSql;

    relay (id) {
        id -> Integer,
        shut_since -> Nullable<TimeSql>,
        refusals -> Integer,
        probe_at -> Nullable<TimeSql>,
        reason -> Nullable<Text>,
        spent_until -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    support_groups (id) {
        id -> IdSql,
        version -> BigInt,
        code -> Text,
        name -> Text,
        tier -> Integer,
        agency_id -> Nullable<IdSql>,
        calendar_id -> Nullable<IdSql>,
        handles_security -> Bool,
        active -> Bool,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    people (id) {
        id -> IdSql,
        version -> BigInt,
        email -> Text,
        nip -> Nullable<Text>,
        name -> Text,
        sort_name -> Text,
        agency_id -> IdSql,
        room -> Nullable<Text>,
        phone -> Nullable<Text>,
        language -> Text,
        staff_mail -> Text,
        password_hash -> Nullable<Text>,
        active -> Bool,
        created_at -> TimeSql,
        updated_at -> TimeSql,
        list_columns -> Nullable<Text>,
        email_bounced_at -> Nullable<TimeSql>,
        email_bounce -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    person_words (word, person_id) {
        word -> Text,
        person_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    grants (id) {
        id -> IdSql,
        version -> BigInt,
        person_id -> IdSql,
        role -> Text,
        agency_id -> Nullable<IdSql>,
        group_id -> Nullable<IdSql>,
        valid_from -> Date,
        valid_until -> Nullable<Date>,
        decree -> Nullable<Text>,
        granted_by_id -> Nullable<IdSql>,
        revoked_at -> Nullable<TimeSql>,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    absences (id) {
        id -> IdSql,
        version -> BigInt,
        person_id -> IdSql,
        absent_from -> Date,
        absent_until -> Date,
        reason -> Nullable<Text>,
        created_at -> TimeSql,
        withdrawn_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    sessions (id) {
        id -> IdSql,
        person_id -> IdSql,
        token_hash -> Binary,
        created_at -> TimeSql,
        last_seen_at -> TimeSql,
        expires_at -> TimeSql,
        address -> Text,
        agent -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    tokens (id) {
        id -> IdSql,
        person_id -> IdSql,
        name -> Text,
        scope -> Text,
        token_hash -> Binary,
        created_at -> TimeSql,
        expires_at -> TimeSql,
        last_used_at -> Nullable<TimeSql>,
        revoked_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    sign_in_failures (subject) {
        subject -> Text,
        failures -> Integer,
        last_at -> TimeSql,
        blocked_until -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    first_answers (person_id, idempotency_key) {
        person_id -> IdSql,
        idempotency_key -> Text,
        fingerprint -> Binary,
        status -> Integer,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Text,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    categories (id) {
        id -> IdSql,
        version -> BigInt,
        code -> Text,
        parent_id -> Nullable<IdSql>,
        name -> Text,
        name_en -> Text,
        hint -> Nullable<Text>,
        default_kind -> Text,
        checklist -> JsonSql,
        steps -> JsonSql,
        position -> Integer,
        active -> Bool,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    routes (id) {
        id -> IdSql,
        version -> BigInt,
        category_id -> IdSql,
        agency_status -> Text,
        tier -> Integer,
        group_id -> IdSql,
        ends_at_agency -> Bool,
        legal_basis -> Nullable<Text>,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    tickets (id) {
        id -> IdSql,
        serial -> BigInt,
        number -> Text,
        version -> BigInt,
        kind -> Text,
        title -> Text,
        description -> Text,
        category_id -> IdSql,
        agency_id -> IdSql,
        requester_id -> IdSql,
        opened_by_id -> IdSql,
        channel -> Text,
        impact -> Text,
        urgency -> Text,
        priority -> Text,
        classification -> Text,
        restricted -> Bool,
        status -> Text,
        tier -> Integer,
        group_id -> IdSql,
        assignee_id -> Nullable<IdSql>,
        accepted -> Bool,
        waiting_party -> Nullable<Text>,
        direct_route_reason -> Nullable<Text>,
        bounces -> Integer,
        reported_at -> TimeSql,
        created_at -> TimeSql,
        updated_at -> TimeSql,
        stage_since -> TimeSql,
        resolved_at -> Nullable<TimeSql>,
        closed_at -> Nullable<TimeSql>,
        due_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    ticket_groups (ticket_id, group_id) {
        ticket_id -> IdSql,
        group_id -> IdSql,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    ticket_handlers (ticket_id, person_id) {
        ticket_id -> IdSql,
        person_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    ticket_watchers (ticket_id, person_id) {
        ticket_id -> IdSql,
        person_id -> IdSql,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    ticket_links (id) {
        id -> IdSql,
        from_id -> IdSql,
        to_id -> IdSql,
        kind -> Text,
        created_by_id -> IdSql,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    stays (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        seq -> Integer,
        tier -> Integer,
        group_id -> IdSql,
        started_at -> TimeSql,
        accepted_at -> Nullable<TimeSql>,
        ended_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    stages (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        seq -> Integer,
        stage -> Text,
        tier -> Integer,
        group_id -> IdSql,
        started_at -> TimeSql,
        ended_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    escalations (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        seq -> Integer,
        reason -> Text,
        attempted_steps -> Text,
        since -> Nullable<TimeSql>,
        affected -> Text,
        checklist -> JsonSql,
        as_consultation -> Bool,
        group_id -> IdSql,
        escalated_by_id -> IdSql,
        escalated_at -> TimeSql,
        accepted_by_id -> Nullable<IdSql>,
        accepted_at -> Nullable<TimeSql>,
        returned_by_id -> Nullable<IdSql>,
        returned_at -> Nullable<TimeSql>,
        return_reason -> Nullable<Text>,
        guidance -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    waits (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        seq -> Integer,
        waiting_on -> Text,
        question -> Nullable<Text>,
        party -> Nullable<Text>,
        party_name -> Nullable<Text>,
        reference -> Nullable<Text>,
        promised_at -> Nullable<TimeSql>,
        started_by_id -> IdSql,
        started_at -> TimeSql,
        ended_by_id -> Nullable<IdSql>,
        ended_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    resolutions (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        seq -> Integer,
        tier -> Integer,
        solution -> Text,
        cause -> Nullable<Text>,
        tier1_could_have_solved -> Nullable<Bool>,
        article -> Nullable<Text>,
        first_contact -> Bool,
        resolved_by_id -> IdSql,
        resolved_at -> TimeSql,
        reminded_at -> Nullable<TimeSql>,
        reopened_by_id -> Nullable<IdSql>,
        reopened_at -> Nullable<TimeSql>,
        reopen_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    closures (ticket_id) {
        ticket_id -> IdSql,
        how -> Text,
        closed_by_id -> Nullable<IdSql>,
        closed_at -> TimeSql,
        reason -> Nullable<Text>,
        rating -> Nullable<Integer>,
        comment -> Nullable<Text>,
        rated_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    comments (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        author_id -> IdSql,
        author_tier -> Nullable<Integer>,
        visibility -> Text,
        body -> Text,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    attachments (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        comment_id -> Nullable<IdSql>,
        uploader_id -> IdSql,
        visibility -> Text,
        file_name -> Text,
        content_type -> Text,
        size -> BigInt,
        content_hash -> Binary,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    drafts (person_id, ticket_id, field) {
        person_id -> IdSql,
        ticket_id -> IdSql,
        field -> Text,
        body -> Text,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    events (id) {
        id -> IdSql,
        record_kind -> Text,
        record_id -> IdSql,
        seq -> Integer,
        kind -> Text,
        actor_id -> Nullable<IdSql>,
        at -> TimeSql,
        data -> JsonSql,
        prev_hash -> Binary,
        hash -> Binary,
        considered_at -> Nullable<TimeSql>,
        checkpoint -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    event_heads (record_id) {
        record_id -> IdSql,
        record_kind -> Text,
        seq -> Integer,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    checkpoints (number) {
        number -> BigInt,
        at -> TimeSql,
        events -> BigInt,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    letters (id) {
        id -> IdSql,
        version -> BigInt,
        event_id -> IdSql,
        person_id -> IdSql,
        ticket_id -> Nullable<IdSql>,
        letter -> Text,
        why -> Text,
        address -> Text,
        message_id -> Text,
        in_reply_to -> Nullable<Text>,
        state -> Text,
        urgency -> Integer,
        digest_id -> Nullable<IdSql>,
        attempts -> Integer,
        next_attempt_at -> Nullable<TimeSql>,
        claimed_until -> Nullable<TimeSql>,
        last_error -> Nullable<Text>,
        created_at -> TimeSql,
        sent_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    calendars (id) {
        id -> IdSql,
        version -> BigInt,
        code -> Text,
        name -> Text,
        zone -> Text,
        zone_default -> Bool,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    calendar_versions (id) {
        id -> IdSql,
        calendar_id -> IdSql,
        seq -> Integer,
        effective_from -> Date,
        rules -> JsonSql,
        source -> Text,
        made_by_id -> Nullable<IdSql>,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    sla_policies (id) {
        id -> IdSql,
        version -> BigInt,
        code -> Text,
        name -> Text,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    sla_policy_versions (id) {
        id -> IdSql,
        policy_id -> IdSql,
        seq -> Integer,
        effective_from -> Date,
        active -> Bool,
        legal_basis -> Text,
        kind -> Nullable<Text>,
        priority -> Nullable<Text>,
        category_id -> Nullable<IdSql>,
        agency_id -> Nullable<IdSql>,
        classification -> Nullable<Text>,
        calendar_id -> Nullable<IdSql>,
        targets -> JsonSql,
        pause -> Text,
        made_by_id -> Nullable<IdSql>,
        created_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    clocks (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        name -> Text,
        seq -> Integer,
        tier -> Nullable<Integer>,
        policy_version_id -> IdSql,
        calendar_id -> Nullable<IdSql>,
        calendar_seq -> Integer,
        unit -> Text,
        amount -> Integer,
        started_at -> TimeSql,
        phase -> Text,
        stopped_at -> Nullable<TimeSql>,
        due_at -> Nullable<TimeSql>,
        used -> Nullable<BigInt>,
        fired -> Integer,
        next_event_at -> Nullable<TimeSql>,
        rules -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, JsonSql, TimeSql};

    legal_notices (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        clock -> Text,
        party -> Text,
        reference -> Text,
        notified_at -> TimeSql,
        noted_by_id -> IdSql,
        created_at -> TimeSql,
    }
}

diesel::joinable!(tickets -> categories (category_id));
diesel::joinable!(tickets -> agencies (agency_id));
diesel::joinable!(tickets -> support_groups (group_id));
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    saved_views (id) {
        id -> IdSql,
        version -> BigInt,
        person_id -> IdSql,
        name -> Text,
        query -> Text,
        group_id -> Nullable<IdSql>,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    wordings (id) {
        id -> IdSql,
        version -> BigInt,
        letter -> Text,
        language -> Text,
        subject -> Nullable<Text>,
        body -> Nullable<Text>,
        changed_by_id -> IdSql,
        changed_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    macros (id) {
        id -> IdSql,
        version -> BigInt,
        group_id -> Nullable<IdSql>,
        title -> Text,
        word -> Nullable<Text>,
        body -> Text,
        visibility -> Text,
        takes -> Bool,
        category_id -> Nullable<IdSql>,
        step -> Nullable<Text>,
        answer_days -> Nullable<Integer>,
        cause -> Nullable<Text>,
        archived_at -> Nullable<TimeSql>,
        created_at -> TimeSql,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    uploads (id) {
        id -> IdSql,
        person_id -> IdSql,
        target -> Text,
        file_name -> Text,
        size -> BigInt,
        digest -> Binary,
        refusal -> Nullable<Text>,
        kept_name -> Nullable<Text>,
        content_type -> Nullable<Text>,
        kept_size -> Nullable<BigInt>,
        content_hash -> Nullable<Binary>,
        created_at -> TimeSql,
        used_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    ticket_steps (id) {
        id -> IdSql,
        ticket_id -> IdSql,
        text -> Text,
        before_escalation -> Bool,
        added_by_id -> IdSql,
        added_at -> TimeSql,
        ticked_by_id -> Nullable<IdSql>,
        ticked_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    notifications (id) {
        id -> IdSql,
        event_id -> IdSql,
        person_id -> IdSql,
        ticket_id -> IdSql,
        letter -> Text,
        created_at -> TimeSql,
        seen_at -> Nullable<TimeSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::IdSql;

    notification_choices (person_id, letter) {
        person_id -> IdSql,
        letter -> Text,
        by_mail -> Bool,
        in_app -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    mailboxes (name) {
        name -> Text,
        bound_to -> Text,
        agency_id -> Nullable<IdSql>,
        group_id -> Nullable<IdSql>,
        address -> Nullable<Text>,
        updated_at -> TimeSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{IdSql, TimeSql};

    incoming (id) {
        id -> IdSql,
        mailbox -> Text,
        uid_validity -> Nullable<BigInt>,
        uid -> Nullable<BigInt>,
        message_id -> Text,
        thread -> Text,
        content_hash -> Binary,
        raw_hash -> Nullable<Binary>,
        size -> BigInt,
        from_address -> Nullable<Text>,
        from_name -> Nullable<Text>,
        subject -> Nullable<Text>,
        excerpt -> Nullable<Text>,
        state -> Text,
        decision -> Nullable<Text>,
        reason -> Nullable<Text>,
        ticket_id -> Nullable<IdSql>,
        comment_id -> Nullable<IdSql>,
        person_id -> Nullable<IdSql>,
        attempts -> Integer,
        next_attempt_at -> Nullable<TimeSql>,
        last_error -> Nullable<Text>,
        seen -> Integer,
        received_at -> TimeSql,
        decided_at -> Nullable<TimeSql>,
        released_by_id -> Nullable<IdSql>,
        released_as_id -> Nullable<IdSql>,
        marked_at -> Nullable<TimeSql>,
        sent_at -> Nullable<TimeSql>,
        addressed_to -> Nullable<Text>,
        has_cut -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::TimeSql;

    mailbox_turns (mailbox) {
        mailbox -> Text,
        holder -> Nullable<Text>,
        held_until -> TimeSql,
        uid_validity -> Nullable<BigInt>,
        last_uid -> Nullable<BigInt>,
        collected_at -> Nullable<TimeSql>,
        failing_since -> Nullable<TimeSql>,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::IdSql;

    incoming_words (word, incoming_id) {
        word -> Text,
        incoming_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::IdSql;

    incoming_recipients (incoming_id, address) {
        incoming_id -> IdSql,
        address -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::IdSql;

    incoming_bodies (incoming_id) {
        incoming_id -> IdSql,
        html -> Nullable<Text>,
        cut -> Text,
    }
}

diesel::joinable!(grants -> people (person_id));
diesel::joinable!(absences -> people (person_id));
diesel::joinable!(person_words -> people (person_id));
diesel::joinable!(sessions -> people (person_id));
diesel::joinable!(tokens -> people (person_id));
diesel::joinable!(attachments -> people (uploader_id));
diesel::joinable!(comments -> people (author_id));
diesel::joinable!(wordings -> people (changed_by_id));
diesel::joinable!(people -> agencies (agency_id));
diesel::joinable!(routes -> categories (category_id));
diesel::joinable!(routes -> support_groups (group_id));
diesel::joinable!(letters -> people (person_id));
diesel::joinable!(notifications -> tickets (ticket_id));
diesel::joinable!(notifications -> events (event_id));
diesel::joinable!(incoming_recipients -> incoming (incoming_id));
diesel::joinable!(incoming_words -> incoming (incoming_id));
diesel::joinable!(mailbox_turns -> mailboxes (mailbox));
diesel::joinable!(incoming_bodies -> incoming (incoming_id));
diesel::joinable!(incoming -> tickets (ticket_id));

diesel::joinable!(calendar_versions -> calendars (calendar_id));
diesel::joinable!(sla_policy_versions -> sla_policies (policy_id));
diesel::joinable!(clocks -> tickets (ticket_id));

diesel::allow_columns_to_appear_in_same_group_by_clause!(tickets::agency_id, closures::rating);
diesel::allow_tables_to_appear_in_same_query!(
    settings,
    calendars,
    calendar_versions,
    sla_policies,
    sla_policy_versions,
    clocks,
    legal_notices,
    counters,
    agencies,
    support_groups,
    people,
    person_words,
    grants,
    absences,
    sessions,
    tokens,
    sign_in_failures,
    first_answers,
    categories,
    routes,
    tickets,
    ticket_groups,
    ticket_handlers,
    ticket_watchers,
    ticket_links,
    stays,
    stages,
    escalations,
    waits,
    resolutions,
    closures,
    comments,
    attachments,
    drafts,
    events,
    event_heads,
    checkpoints,
    letters,
    saved_views,
    macros,
    uploads,
    ticket_steps,
    notifications,
    notification_choices,
    mailboxes,
    incoming,
    incoming_words,
    mailbox_turns,
    incoming_recipients,
    incoming_bodies,
    wordings,
);
