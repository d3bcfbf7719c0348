-- Append-only streams: rollouts, operations, audit. The sequence counts from 1 without gaps.
create table event (
    kind        text    not null,
    id          text    not null,
    sequence    integer not null,
    appended_at text    not null,
    payload     text    not null,
    primary key (kind, id, sequence)
) without rowid;
