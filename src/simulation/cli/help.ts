/** The text of `--help`. */
export const helpText = `Runs the payment system in a world that a seed decides, and judges what it did.

  npm run simulate                         the scenarios and random runs with faults, 45 s in all
  npm run simulate -- --seed 7             one run of each with seed 7
  npm run simulate -- --replay TOKEN       one run again, to the byte

What to run
  --scenario NAME[,NAME]|all   these only; "random" draws requests and faults from the seed
  --seed N                     first seed, 0 to 4294967295 (default 1)
  --runs N                     seeds per scenario; without --scenario: random runs, after the scenarios
  --seconds S                  wall time in all (default 45, unless --runs or --seed is given)
  --faults PROFILE             how much goes wrong: none, gentle, swarm, storm, or one class: crashes, network,
                               kafka, postgres, providers, time (default: none in scenarios, swarm in random runs)
  --shard I/N                  only every N-th run, beginning with the I-th
  --replay TOKEN|FILE          the run that a token describes
  --system shipped|canary      canary: with a wallet that is broken on purpose, which must be found
  --workers N                  processes, each with a Postgres of its own (default: one per core, at most 8)
  --keep-going                 do not stop at the first violation

Real servers instead of simulated ones
  --live                       Apache Kafka, Postgres and each service as processes, killed and cut off for real; takes them from
                               KAFKA_BROKERS and DATABASE_URL, or else starts them here (Java 17 and Maven)
  --live --scenario kills      kill -9 under load, of services, broker and database

Every single fault instead of random ones
  --exhaustive                 small payments, once for every fault at every point that they reach
  --pairs N                    then N pairs of these faults, spread evenly over all pairs

What to leave behind
  --report DIR                 directory of the pages (default: a fresh one under reports/runs)
  --json FILE                  every run and the totals, for programs and for --merge
  --junit FILE                 properties and expectations as test cases, for CI

Instead of that
  --verify-determinism         each seed twice in two processes; names the first event that differs
  --merge FILE FILE…           one summary of what --json wrote, for the shards of a campaign
  --scenario-reports [--check] write reports/scenarios/*.md again, or say which are stale
  --list                       scenarios and properties
  --help

Exit: 0 everything holds, 1 a property is violated, 2 wrong usage or environment, 3 inconclusive, 130 interrupted.
`;
