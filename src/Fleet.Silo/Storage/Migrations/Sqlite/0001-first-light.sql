-- What Orleans persists for grains. One row a grain and state name; version is the ETag.
create table grain_state (
    type     text    not null,
    id       text    not null,
    version  integer not null,
    payload  blob    not null,
    primary key (type, id)
) without rowid;

-- Which clusters are registered: Orleans cannot enumerate grains.
create table cluster (
    name text not null primary key
) without rowid;

-- What the fleet knows about itself, for example its id.
create table fleet (
    name  text not null primary key,
    value text not null
) without rowid;
