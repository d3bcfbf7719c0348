-- API tokens. Of a token only its SHA-256 is kept; roles and the selector over clusters' labels are what its bearer may do.
create table api_token (
    name         text not null primary key,
    hash         blob not null unique,
    roles        text not null,
    clusters     text not null,
    created_by   text not null,
    created_at   text not null,
    expires_at   text not null,
    last_used_at text
) without rowid;

-- The audit: a chain for each start of a server. A line is kept to the letter, since its hash is over its text.
create table audit (
    chain    text    not null,
    sequence integer not null,
    at       text    not null,
    actor    text    not null,
    action   text    not null,
    resource text    not null,
    stage    text    not null,
    hash     text    not null,
    line     text    not null,
    primary key (chain, sequence)
) without rowid;

create index audit_order on audit (at, chain, sequence);
