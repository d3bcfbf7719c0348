-- Writes that carried an Idempotency-Key: who holds the key, a keyed hash of the request, and its answer once it was carried out. Forgotten after a day.
create table request_key (
    caller       text collate "C" not null,
    key          text collate "C" not null,
    holder       text not null,
    fingerprint  bytea not null,
    claimed_at   timestamptz not null,
    status       integer,
    content_type text,
    location     text,
    etag         text,
    body         bytea,
    primary key (caller, key)
);

create index request_key_age on request_key (claimed_at);

create index request_key_of_caller on request_key (caller, claimed_at);
