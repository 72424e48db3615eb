//! The tables, as both engines have them. A test holds this against the migrations.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    organizations (id) {
        id -> BigInt,
        uuid -> crate::store::uid::Uid,
        name -> Text,
        locale -> Text,
        time_zone -> Text,
        country -> Nullable<Text>,
        created_at -> BigInt,
        view_count -> BigInt,
    }
}

table! {
    views (organization_id, id) {
        organization_id -> BigInt,
        id -> crate::store::uid::Uid,
        title -> Text,
        title_key -> Text,
        query -> Text,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
    }
}

table! {
    customers (seq) {
        seq -> BigInt,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        number -> BigInt,
        version -> BigInt,
        kind -> SmallInt,
        status -> SmallInt,
        display_name -> Text,
        sort_name -> Text,
        given_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        father_name -> Nullable<Text>,
        company -> Nullable<Text>,
        tax_number -> Nullable<Text>,
        registration_number -> Nullable<Text>,
        locale -> Nullable<Text>,
        notes -> Nullable<Text>,
        email_hash -> Nullable<BigInt>,
        country -> Nullable<Text>,
        contact_points -> Text,
        addresses -> Text,
        attributes -> Text,
        changed_by -> Nullable<crate::store::uid::Uid>,
        changed_at -> BigInt,
        cause -> SmallInt,
        cause_id -> Nullable<crate::store::uid::Uid>,
        cause_row -> Nullable<BigInt>,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        tags -> Text,
        avatar_id -> Nullable<crate::store::uid::Uid>,
    }
}

table! {
    avatars (organization_id, customer_id, id) {
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        id -> crate::store::uid::Uid,
        sha256 -> Binary,
        length -> BigInt,
        added_at -> BigInt,
    }
}

table! {
    attribute_names (organization_id, number) {
        organization_id -> BigInt,
        number -> BigInt,
        namespace -> Text,
        key -> Text,
    }
}

table! {
    customer_versions (organization_id, customer_id, version) {
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        version -> BigInt,
        document -> Text,
        changed_by -> Nullable<crate::store::uid::Uid>,
        changed_at -> BigInt,
        cause -> SmallInt,
        cause_id -> Nullable<crate::store::uid::Uid>,
        cause_row -> Nullable<BigInt>,
    }
}

table! {
    customer_references (organization_id, customer_id, system, name, value) {
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        system -> Text,
        name -> Text,
        value -> Text,
        is_live -> Bool,
    }
}

table! {
    customer_counts (id) {
        id -> BigInt,
        organization_id -> BigInt,
        live -> BigInt,
        trashed -> BigInt,
        corporate -> BigInt,
    }
}

table! {
    customer_growth (id) {
        id -> BigInt,
        organization_id -> BigInt,
        slot -> BigInt,
        customers -> BigInt,
    }
}

table! {
    events (organization_id, customer_id, id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        actor_id -> Nullable<crate::store::uid::Uid>,
        kind -> Text,
        version -> Nullable<BigInt>,
        data -> Text,
        created_at -> BigInt,
        topic -> SmallInt,
        note -> Nullable<Text>,
        revision -> BigInt,
        edited_by -> Nullable<crate::store::uid::Uid>,
        edited_at -> Nullable<BigInt>,
        pinned_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

table! {
    audit (organization_id, id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        actor_id -> Nullable<crate::store::uid::Uid>,
        actor_kind -> Text,
        action -> Text,
        record -> Text,
        record_id -> Nullable<crate::store::uid::Uid>,
        address -> Nullable<Text>,
        outcome -> Text,
        row_count -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

table! {
    idempotency_keys (organization_id, actor_id, key) {
        organization_id -> BigInt,
        actor_id -> crate::store::uid::Uid,
        key -> Text,
        request_hash -> Binary,
        status -> Nullable<Integer>,
        location -> Nullable<Text>,
        body -> Nullable<Text>,
        about -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
    }
}

table! {
    people (organization_id, customer_id, id) {
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        id -> crate::store::uid::Uid,
        number -> BigInt,
        position -> Integer,
        given_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        display_name -> Text,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        e164 -> Nullable<Text>,
        kind -> Nullable<Text>,
        role -> Nullable<Text>,
        external_ids -> Nullable<Text>,
        is_main -> Bool,
        is_live -> Bool,
    }
}

table! {
    invitations (organization_id, id) {
        organization_id -> BigInt,
        id -> crate::store::uid::Uid,
        customer_id -> crate::store::uid::Uid,
        person_id -> crate::store::uid::Uid,
        name -> Text,
        email -> Text,
        policy -> Text,
        generation -> BigInt,
        secret -> Binary,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        updated_at -> BigInt,
        expires_at -> BigInt,
        accepted_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

table! {
    contact_accounts (organization_id, person_id) {
        organization_id -> BigInt,
        person_id -> crate::store::uid::Uid,
        customer_id -> crate::store::uid::Uid,
        email -> Text,
        email_key -> Text,
        policy -> Text,
        password_hash -> Text,
        created_at -> BigInt,
        seen_at -> Nullable<BigInt>,
    }
}

table! {
    contact_sessions (secret) {
        secret -> Binary,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        person_id -> crate::store::uid::Uid,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
        is_choice -> Bool,
    }
}

table! {
    outbox (organization_id, invitation_id) {
        organization_id -> BigInt,
        invitation_id -> crate::store::uid::Uid,
        created_at -> BigInt,
        attempts -> BigInt,
        next_at -> BigInt,
        error -> Nullable<Text>,
        detail -> Nullable<Text>,
        sent_at -> Nullable<BigInt>,
    }
}

allow_tables_to_appear_in_same_query!(customers, customer_references);
allow_tables_to_appear_in_same_query!(customers, invitations, outbox);
allow_tables_to_appear_in_same_query!(customers, contact_accounts, contact_sessions, people, organizations);

table! {
    operators (id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        status -> Text,
        password_hash -> Nullable<Text>,
        locale -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        seen_at -> Nullable<BigInt>,
    }
}

table! {
    sessions (secret) {
        secret -> Binary,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        operator_id -> crate::store::uid::Uid,
        address -> Nullable<Text>,
        agent -> Nullable<Text>,
        created_at -> BigInt,
        checked_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    tokens (id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        name -> Text,
        role -> Text,
        secret -> Binary,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    operator_links (id) {
        id -> crate::store::uid::Uid,
        secret -> Binary,
        purpose -> Text,
        organization_id -> Nullable<BigInt>,
        operator_id -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

table! {
    sign_in_failures (id) {
        id -> crate::store::uid::Uid,
        subject -> Text,
        failed_at -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(operators, sessions, tokens, organizations);

table! {
    imports (number) {
        number -> BigInt,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        actor_id -> Nullable<crate::store::uid::Uid>,
        actor_kind -> Text,
        file_name -> Text,
        file_sha256 -> Binary,
        file_length -> BigInt,
        is_file_kept -> Bool,
        state -> Text,
        reading -> Text,
        mapping -> Text,
        options -> Text,
        row_total -> Nullable<BigInt>,
        rows_done -> BigInt,
        last_row -> BigInt,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        skipped -> BigInt,
        rejected -> BigInt,
        blank -> BigInt,
        plan -> Nullable<Text>,
        problem -> Nullable<Text>,
        lease_owner -> Nullable<crate::store::uid::Uid>,
        lease_until -> Nullable<BigInt>,
        is_stop_asked -> Bool,
        created_at -> BigInt,
        checked_at -> Nullable<BigInt>,
        started_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        checking_since -> Nullable<BigInt>,
    }
}

table! {
    import_lines (organization_id, import, row_number) {
        organization_id -> BigInt,
        import -> BigInt,
        row_number -> BigInt,
        row_count -> BigInt,
        outcome -> Integer,
        customer_number -> Nullable<BigInt>,
        customer_id -> Nullable<crate::store::uid::Uid>,
        version -> Nullable<BigInt>,
        same_as -> Nullable<BigInt>,
        cause -> Nullable<Integer>,
        note -> Nullable<Text>,
    }
}

table! {
    import_corrections (organization_id, import) {
        organization_id -> BigInt,
        import -> BigInt,
        merges_into -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(imports, import_corrections);

table! {
    undo_lines (organization_id, operation, row_number) {
        organization_id -> BigInt,
        operation -> BigInt,
        row_number -> BigInt,
        row_count -> BigInt,
        fate -> SmallInt,
        customer_number -> Nullable<BigInt>,
        customer_id -> Nullable<crate::store::uid::Uid>,
        version -> Nullable<BigInt>,
        at -> BigInt,
    }
}

table! {
    import_causes (organization_id, import, cause) {
        organization_id -> BigInt,
        import -> BigInt,
        cause -> Integer,
        outcome -> Integer,
        code -> Text,
        column_name -> Text,
        rows -> BigInt,
    }
}

table! {
    import_mappings (organization_id, columns_hash, name) {
        organization_id -> BigInt,
        columns_hash -> Binary,
        name -> Text,
        mapping -> Text,
        options -> Text,
        used_at -> BigInt,
    }
}

table! {
    assets (number) {
        number -> BigInt,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        version -> BigInt,
        title -> Text,
        description -> Nullable<Text>,
        public_key -> Nullable<Text>,
        words -> Text,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        changed_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        file_version -> BigInt,
        file_name -> Text,
        media -> Text,
        category -> Text,
        length -> BigInt,
        width -> Nullable<BigInt>,
        height -> Nullable<BigInt>,
        sha256 -> Binary,
        added_by -> Nullable<crate::store::uid::Uid>,
        added_at -> BigInt,
        sort_title -> Text,
    }
}

table! {
    asset_customers (organization_id, customer_id, asset_id) {
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        asset_id -> crate::store::uid::Uid,
    }
}

allow_tables_to_appear_in_same_query!(assets, asset_customers);

table! {
    asset_files (organization_id, asset_id, file_version) {
        organization_id -> BigInt,
        asset_id -> crate::store::uid::Uid,
        file_version -> BigInt,
        file_name -> Text,
        media -> Text,
        length -> BigInt,
        width -> Nullable<BigInt>,
        height -> Nullable<BigInt>,
        sha256 -> Binary,
        added_by -> Nullable<crate::store::uid::Uid>,
        added_at -> BigInt,
    }
}

table! {
    asset_links (id) {
        id -> crate::store::uid::Uid,
        secret -> Binary,
        organization_id -> BigInt,
        asset_id -> crate::store::uid::Uid,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        expires_at -> BigInt,
        most_uses -> Nullable<BigInt>,
        uses -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

table! {
    uploads (id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        actor_id -> crate::store::uid::Uid,
        file_name -> Text,
        length -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    released_contents (sha256) {
        sha256 -> Binary,
        released_at -> BigInt,
    }
}

table! {
    tags (organization_id, id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        title -> Text,
        title_key -> Text,
        color -> Text,
        merged_into -> Nullable<crate::store::uid::Uid>,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        changed_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

table! {
    customer_tags (organization_id, tag_id, is_live, seq) {
        organization_id -> BigInt,
        tag_id -> crate::store::uid::Uid,
        is_live -> Bool,
        seq -> BigInt,
    }
}

table! {
    tag_counts (id) {
        id -> BigInt,
        organization_id -> BigInt,
        tag_id -> crate::store::uid::Uid,
        customers -> BigInt,
    }
}

table! {
    operations (number) {
        number -> BigInt,
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        actor_id -> Nullable<crate::store::uid::Uid>,
        actor_kind -> Text,
        kind -> Text,
        subject_id -> crate::store::uid::Uid,
        state -> Text,
        total -> BigInt,
        done -> BigInt,
        last_seq -> BigInt,
        until_seq -> BigInt,
        began_seq -> BigInt,
        lease_owner -> Nullable<crate::store::uid::Uid>,
        lease_until -> Nullable<BigInt>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        plan -> Text,
        findings -> Text,
    }
}

table! {
    attribute_definitions (organization_id, id) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        key -> Text,
        label -> Text,
        kind -> Text,
        choices -> Text,
        is_required -> Bool,
        default_value -> Nullable<Text>,
        is_listed -> Bool,
        index_id -> Nullable<crate::store::uid::Uid>,
        is_indexed -> Bool,
        position -> BigInt,
        revision -> BigInt,
        created_by -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
        changed_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

table! {
    attribute_values (organization_id, index_id, is_live, value, seq) {
        organization_id -> BigInt,
        index_id -> crate::store::uid::Uid,
        is_live -> Bool,
        value -> Text,
        seq -> BigInt,
    }
}

table! {
    provisions (organization_id, customer_id, program) {
        id -> crate::store::uid::Uid,
        organization_id -> BigInt,
        customer_id -> crate::store::uid::Uid,
        program -> Text,
        state -> Text,
        message -> Text,
        attributes -> Text,
        is_migration -> Bool,
        is_live -> Bool,
        run -> BigInt,
        version -> BigInt,
        seq -> BigInt,
        worker -> Nullable<crate::store::uid::Uid>,
        lease -> Nullable<crate::store::uid::Uid>,
        lease_until -> Nullable<BigInt>,
        created_at -> BigInt,
        started_at -> BigInt,
        reported_at -> BigInt,
    }
}

table! {
    provision_steps (organization_id, provision_id, number) {
        organization_id -> BigInt,
        provision_id -> crate::store::uid::Uid,
        number -> BigInt,
        moved -> Text,
        message -> Text,
        actor_id -> Nullable<crate::store::uid::Uid>,
        created_at -> BigInt,
    }
}
