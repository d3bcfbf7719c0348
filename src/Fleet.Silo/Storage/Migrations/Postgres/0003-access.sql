-- API tokens. Of a token only its SHA-256 is kept; roles and the selector over clusters' labels are what its bearer may do.
create table api_token (
    name         text collate "C" not null primary key,
    hash         bytea            not null unique,
    roles        text             not null,
    clusters     text             not null,
    created_by   text             not null,
    created_at   timestamptz      not null,
    expires_at   timestamptz      not null,
    last_used_at timestamptz
);

-- The audit: a chain for each start of a server. A line is kept to the letter, since its hash is over its text.
create table audit (
    chain    text collate "C" not null,
    sequence bigint           not null,
    at       timestamptz      not null,
    actor    text             not null,
    action   text             not null,
    resource text             not null,
    stage    text             not null,
    hash     text             not null,
    line     text             not null,
    primary key (chain, sequence)
);

create index audit_order on audit (at, chain, sequence);
