-- What Orleans persists for grains. One row a grain and state name; version is the ETag.
-- Texts have no short lengths: cluster/namespace/name/kind keys exceed the 150 characters of Orleans' own schema.
create table grain_state (
    type     text   not null,
    id       text   not null,
    version  bigint not null,
    payload  bytea  not null,
    primary key (type, id)
);

-- Which clusters are registered: Orleans cannot enumerate grains.
create table cluster (
    name text collate "C" not null primary key
);

-- What the fleet knows about itself: its id, the fingerprint of its key, the hash of its token.
create table fleet (
    name  text not null primary key,
    value text not null
);

-- Append-only streams: rollouts, operations, audit. The sequence counts from 1 without gaps.
create table event (
    kind        text collate "C" not null,
    id          text collate "C" not null,
    sequence    bigint           not null,
    appended_at timestamptz      not null,
    payload     json             not null,
    primary key (kind, id, sequence)
);
