//! Every metric's name, once, with its labels and what it tells.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Deliveries by how they ended. Label: `settlement`.
pub const DELIVERIES: &str = "refundd_deliveries_total";
/// Webhooks received over HTTP. Labels: `account`, `answer`.
pub const WEBHOOKS: &str = "refundd_webhooks_received_total";
/// Messages of senders received over HTTP. Labels: `sender`, `answer`.
pub const MESSAGES: &str = "refundd_messages_received_total";
/// Verified webhooks by event type. Labels: `processor`, `kind`, `effect`.
pub const WEBHOOKS_DECODED: &str = "refundd_webhooks_decoded_total";
/// Messages of known senders that they may not send. Labels: `sender`, `reason`.
pub const OVERREACHES: &str = "refundd_sender_overreaches_total";
/// Messages that wait because their sender has reached its quota. Labels: `sender`, `window`.
pub const QUOTAS_REACHED: &str = "refundd_sender_quotas_reached_total";
/// Signatures rejected. Labels: `account`, `place`, `reason`.
pub const SIGNATURES_REJECTED: &str = "refundd_signatures_rejected_total";
/// Verified webhooks that were not understood: a defect of ours. Label: `account`.
pub const NOT_UNDERSTOOD: &str = "refundd_webhooks_not_understood_total";
/// Decisions. Labels: `verdict`, `rule`.
pub const DECISIONS: &str = "refundd_decisions_total";
/// Stages of requests that were not reached in time. Labels: `account`, `stage`.
pub const CLOCKS_MISSED: &str = "refundd_clocks_missed_total";
/// Errors of bills that were found, as often as they were. Labels: `account`, `error`.
pub const BILLING_ERRORS: &str = "refundd_billing_errors_found_total";
/// Refund calls. Labels: `account`, `outcome`.
pub const REFUND_CALLS: &str = "refundd_refund_calls_total";
/// Credit notes of refunds, looked for and called for. Labels: `account`, `outcome`.
pub const CREDIT_NOTES: &str = "refundd_credit_notes_total";
/// Refund calls that were withheld at the last moment. Label: `why`.
pub const CALLS_WITHHELD: &str = "refundd_refund_calls_withheld_total";
/// Refunds that were not ordered because their record is not to be trusted. Label: `why`.
pub const ORDERS_REFUSED: &str = "refundd_orders_refused_total";
/// Reads from a processor that failed. Labels: `account`, `reason`.
pub const READS_FAILED: &str = "refundd_reads_failed_total";
/// Facts that could not be read at a processor, and are unknown. Labels: `what`, `reason`.
pub const FACTS_NOT_HAD: &str = "refundd_facts_not_had_total";
/// Metadata that are not written as they should be. Labels: `account`, `field`, `how`.
pub const METADATA_AMISS: &str = "refundd_metadata_amiss_total";
/// Inquiries for a merchant's facts. Labels: `account`, `outcome`.
pub const FACTS_ASKED: &str = "refundd_facts_asked_total";
/// Facts whose value did not fit their type. Labels: `account`, `fact`.
pub const FACTS_UNFIT: &str = "refundd_facts_unfit_total";
/// Values that a merchant's system said and nobody wanted. Label: `account`.
pub const FACTS_IGNORED: &str = "refundd_facts_ignored_total";
/// Seconds that an inquiry took.
pub const FACTS_SECONDS: &str = "refundd_facts_seconds";
/// Events published. Label: `type`.
pub const EVENTS: &str = "refundd_events_published_total";
/// Publishes that were not confirmed, tries included.
pub const PUBLISHES_FAILED: &str = "refundd_publishes_failed_total";
/// Publishes that cannot succeed: what was to be published is kept aside.
pub const PUBLISHES_IN_VAIN: &str = "refundd_publishes_in_vain_total";
/// Acknowledgements that were lost.
pub const ACKS_LOST: &str = "refundd_acks_lost_total";
/// Connections to the broker and the store that were lost. Label: `connection`.
pub const CONNECTIONS_LOST: &str = "refundd_connections_lost_total";
/// Times that the store could not be used. Label: `reason`.
pub const STORE_FAILED: &str = "refundd_store_failed_total";
/// Letters that could not be written.
pub const LETTERS_FAILED: &str = "refundd_letters_failed_total";
/// Times that changed texts of the merchant's were read. Label: `result`.
pub const TEXTS_RELOADED: &str = "refundd_texts_reloaded_total";
/// Times that changed policies were read. Labels: `account`, `result`.
pub const POLICIES_RELOADED: &str = "refundd_policies_reloaded_total";
/// Requests without a version of the policy. Labels: `account`, `reason`.
pub const VERSIONS_MISSING: &str = "refundd_policy_versions_missing_total";
/// Defects caught: broken invariants and panics. Anything above zero needs a person.
pub const DEFECTS: &str = "refundd_defects_total";
/// Seconds that a delivery took.
pub const SETTLE_SECONDS: &str = "refundd_settle_seconds";
/// Seconds for which the oldest delivery in flight has been worked on; 0 without any.
pub const OLDEST_DELIVERY_SECONDS: &str = "refundd_oldest_delivery_seconds";
/// 1 while the transport is connected.
pub const TRANSPORT_READY: &str = "refundd_transport_ready";
/// 1 while the store can be used.
pub const STORE_READY: &str = "refundd_store_ready";
/// 1 while the store's marker is missing or changed: the store was lost.
pub const STORE_LOST: &str = "refundd_store_lost";
/// 1 for the version that runs. Labels: `version`, `role`.
pub const BUILD_INFO: &str = "refundd_build_info";
/// Seconds of processor time that the process has taken, of its users and the system.
pub const PROCESS_CPU: &str = "process_cpu_seconds_total";
/// Bytes of memory that are resident.
pub const PROCESS_RESIDENT: &str = "process_resident_memory_bytes";
/// Bytes of virtual memory.
pub const PROCESS_VIRTUAL: &str = "process_virtual_memory_bytes";
/// Threads.
pub const PROCESS_THREADS: &str = "process_threads";
/// File descriptors that are open.
pub const PROCESS_FILES: &str = "process_open_fds";
/// File descriptors that may be open.
pub const PROCESS_FILES_MAX: &str = "process_max_fds";
/// When the process started, seconds since 1970.
pub const PROCESS_STARTED: &str = "process_start_time_seconds";
/// Where the switch stands: 1 for that position, 0 for the others. Label: `position`.
pub const SWITCH: &str = "refundd_switch";

/// Every name, for the documentation test.
pub const ALL: [&str; 47] = [
    DELIVERIES,
    WEBHOOKS,
    MESSAGES,
    WEBHOOKS_DECODED,
    SIGNATURES_REJECTED,
    OVERREACHES,
    QUOTAS_REACHED,
    NOT_UNDERSTOOD,
    DECISIONS,
    CLOCKS_MISSED,
    BILLING_ERRORS,
    REFUND_CALLS,
    CREDIT_NOTES,
    CALLS_WITHHELD,
    ORDERS_REFUSED,
    READS_FAILED,
    FACTS_NOT_HAD,
    METADATA_AMISS,
    FACTS_ASKED,
    FACTS_UNFIT,
    FACTS_IGNORED,
    FACTS_SECONDS,
    EVENTS,
    PUBLISHES_FAILED,
    PUBLISHES_IN_VAIN,
    ACKS_LOST,
    CONNECTIONS_LOST,
    STORE_FAILED,
    LETTERS_FAILED,
    TEXTS_RELOADED,
    POLICIES_RELOADED,
    VERSIONS_MISSING,
    DEFECTS,
    SETTLE_SECONDS,
    OLDEST_DELIVERY_SECONDS,
    TRANSPORT_READY,
    STORE_READY,
    STORE_LOST,
    SWITCH,
    BUILD_INFO,
    PROCESS_CPU,
    PROCESS_RESIDENT,
    PROCESS_VIRTUAL,
    PROCESS_THREADS,
    PROCESS_FILES,
    PROCESS_FILES_MAX,
    PROCESS_STARTED,
];

/// Tells the recorder what the metrics mean.
pub fn describe() {
    describe_counter!(DELIVERIES, "deliveries by how they ended");
    describe_counter!(WEBHOOKS, "webhooks received over HTTP, by answer");
    describe_counter!(MESSAGES, "messages of senders received over HTTP, by answer");
    describe_counter!(WEBHOOKS_DECODED, "verified webhooks by event type");
    describe_counter!(SIGNATURES_REJECTED, "signatures rejected");
    describe_counter!(QUOTAS_REACHED, "messages above the quota of their sender");
    describe_counter!(OVERREACHES, "messages of known senders that they may not send");
    describe_counter!(NOT_UNDERSTOOD, "verified webhooks that were not understood");
    describe_counter!(DECISIONS, "decisions by verdict and rule");
    describe_counter!(CLOCKS_MISSED, "stages of requests that were not reached in time");
    describe_counter!(BILLING_ERRORS, "errors of bills that were found");
    describe_counter!(REFUND_CALLS, "refund calls by outcome");
    describe_counter!(
        CREDIT_NOTES,
        "credit notes of refunds, looked for and called for, by outcome"
    );
    describe_counter!(CALLS_WITHHELD, "refund calls withheld at the last moment");
    describe_counter!(ORDERS_REFUSED, "refunds not ordered, their record is not to be trusted");
    describe_counter!(READS_FAILED, "reads from a processor that failed");
    describe_counter!(FACTS_NOT_HAD, "facts that could not be read, and are unknown");
    describe_counter!(METADATA_AMISS, "metadata that are not written as they should be");
    describe_counter!(FACTS_ASKED, "inquiries for a merchant's facts, by outcome");
    describe_counter!(FACTS_UNFIT, "facts whose value did not fit their type");
    describe_counter!(FACTS_IGNORED, "values that were said and that nobody wanted");
    describe_histogram!(FACTS_SECONDS, Unit::Seconds, "seconds that an inquiry took");
    describe_counter!(EVENTS, "events published by type");
    describe_counter!(PUBLISHES_FAILED, "publishes that were not confirmed");
    describe_counter!(PUBLISHES_IN_VAIN, "publishes that cannot succeed");
    describe_counter!(ACKS_LOST, "acknowledgements that were lost");
    describe_counter!(CONNECTIONS_LOST, "connections to the broker and the store that were lost");
    describe_counter!(STORE_FAILED, "times that the store could not be used");
    describe_counter!(LETTERS_FAILED, "letters that could not be written");
    describe_counter!(TEXTS_RELOADED, "times that changed texts were read, by result");
    describe_counter!(POLICIES_RELOADED, "times that changed policies were read, by result");
    describe_counter!(VERSIONS_MISSING, "requests without a version of the policy, by reason");
    describe_counter!(DEFECTS, "defects caught; anything above zero needs a person");
    describe_histogram!(SETTLE_SECONDS, Unit::Seconds, "seconds that a delivery took");
    describe_gauge!(
        OLDEST_DELIVERY_SECONDS,
        Unit::Seconds,
        "seconds for which the oldest delivery in flight has been worked on"
    );
    describe_gauge!(TRANSPORT_READY, "1 while the transport is connected");
    describe_gauge!(STORE_READY, "1 while the store can be used");
    describe_gauge!(STORE_LOST, "1 while the store's marker is missing or changed");
    describe_gauge!(BUILD_INFO, "1 for the version that runs");
    describe_gauge!(PROCESS_CPU, Unit::Seconds, "processor time of users and the system");
    describe_gauge!(PROCESS_RESIDENT, Unit::Bytes, "memory that is resident");
    describe_gauge!(PROCESS_VIRTUAL, Unit::Bytes, "virtual memory");
    describe_gauge!(PROCESS_THREADS, "threads");
    describe_gauge!(PROCESS_FILES, "file descriptors that are open");
    describe_gauge!(PROCESS_FILES_MAX, "file descriptors that may be open");
    describe_gauge!(PROCESS_STARTED, Unit::Seconds, "when the process started, since 1970");
    describe_gauge!(SWITCH, "1 for the position in which the switch stands");
}
