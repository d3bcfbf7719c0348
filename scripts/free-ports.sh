#!/bin/bash
# free-ports.sh COUNT: so many different free loopback ports on one line. None of them is one that the kernel gives to outgoing
# connections: a server that is stopped and started again would find its port taken, at times by a client that tries to reach it.
set -euo pipefail
perl -MIO::Socket::INET -e '
  my ($lowest, $end) = (10000, 32768);
  if (open my $range, "<", "/proc/sys/net/ipv4/ip_local_port_range") { ($end) = split " ", <$range> }
  my @held; # all at once, so that they differ
  for my $attempt (1 .. 1000) {
    my $port = $end > $lowest ? $lowest + int rand($end - $lowest) : 0;
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $port) or next;
    push @held, $socket;
    last if @held == $ARGV[0];
  }
  die "free-ports.sh: no free loopback port\n" if @held < $ARGV[0];
  print join(" ", map { $_->sockport } @held), "\n"' "$1"
