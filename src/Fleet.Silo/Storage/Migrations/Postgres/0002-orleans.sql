-- Membership and reminders of Orleans' AdoNet providers, which run the texts they find in OrleansQuery. The contract is the keys,
-- the parameters' names and the columns' names; the statements are ours.
create table orleansquery (
    querykey  text not null primary key,
    querytext text not null
);

create table orleansmembershipversiontable (
    deploymentid text        not null primary key,
    timestamp    timestamptz not null default now(),
    version      integer     not null default 0
);

create table orleansmembershiptable (
    deploymentid text        not null references orleansmembershipversiontable,
    address      text        not null,
    port         integer     not null,
    generation   integer     not null,
    siloname     text        not null,
    hostname     text        not null,
    status       integer     not null,
    proxyport    integer,
    suspecttimes text,
    starttime    timestamptz not null,
    iamalivetime timestamptz not null,
    primary key (deploymentid, address, port, generation)
);

create table orleansreminderstable (
    serviceid    text        not null,
    grainid      text        not null,
    remindername text        not null,
    starttime    timestamptz not null,
    period       bigint      not null,
    grainhash    integer     not null,
    version      integer     not null,
    primary key (serviceid, grainid, remindername)
);

-- Each refresh of a silo reads a range of hashes.
create index orleansreminderstable_hash on orleansreminderstable (serviceid, grainhash);

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $query$
with inserted as (
    insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1
)
select count(*)::int as row_count from inserted
$query$),
-- Two silos that saw one version meet at the version's row: the second finds it moved, and changes nothing.
('InsertMembershipKey', $query$
with moved as (
    update orleansmembershipversiontable set timestamp = now(), version = version + 1
    where deploymentid = @DeploymentId and version = @Version and not exists (
        select 1 from orleansmembershiptable
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1
), inserted as (
    insert into orleansmembershiptable
        (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from moved
    on conflict do nothing
    returning 1
)
select count(*)::int as row_count from inserted
$query$),
('UpdateMembershipKey', $query$
with moved as (
    update orleansmembershipversiontable set timestamp = now(), version = version + 1
    where deploymentid = @DeploymentId and version = @Version and exists (
        select 1 from orleansmembershiptable
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1
), updated as (
    update orleansmembershiptable set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    from moved
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    returning 1
)
select count(*)::int as row_count from updated
$query$),
('UpdateIAmAlivetimeKey', $query$
update orleansmembershiptable set iamalivetime = @IAmAliveTime
where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),
('MembershipReadRowKey', $query$
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, v.version
from orleansmembershipversiontable v
left join orleansmembershiptable m
    on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.deploymentid = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, v.version
from orleansmembershipversiontable v
left join orleansmembershiptable m on m.deploymentid = v.deploymentid
where v.deploymentid = @DeploymentId
$query$),
('DeleteMembershipTableEntriesKey', $query$
with members as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
delete from orleansmembershipversiontable where deploymentid = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
select address, proxyport, generation from orleansmembershiptable
where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$query$),
('CleanupDefunctSiloEntriesKey', $query$
delete from orleansmembershiptable where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3
$query$),
('UpsertReminderRowKey', $query$
insert into orleansreminderstable as known (serviceid, grainid, remindername, starttime, period, grainhash, version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (serviceid, grainid, remindername) do update
set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = known.version + 1
returning version
$query$),
('ReadReminderRowsKey', $query$
select grainid, remindername, starttime, period, version from orleansreminderstable where serviceid = @ServiceId and grainid = @GrainId
$query$),
('ReadReminderRowKey', $query$
select grainid, remindername, starttime, period, version from orleansreminderstable
where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName
$query$),
('ReadRangeRows1Key', $query$
select grainid, remindername, starttime, period, version from orleansreminderstable
where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash
$query$),
('ReadRangeRows2Key', $query$
select grainid, remindername, starttime, period, version from orleansreminderstable
where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
with deleted as (
    delete from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
    returning 1
)
select count(*)::int as row_count from deleted
$query$),
('DeleteReminderRowsKey', $query$
delete from orleansreminderstable where serviceid = @ServiceId
$query$);
