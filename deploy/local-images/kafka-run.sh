#!/usr/bin/env bash
# As in the official image: KAFKA_LOG_DIRS becomes log.dirs, and the storage is formatted when it is new.
set -euo pipefail
properties=/tmp/server.properties
: >"$properties"
while IFS='=' read -r name value; do
  case "$name" in
    KAFKA_HEAP_OPTS | KAFKA_OPTS) ;;
    KAFKA_*)
      key="${name#KAFKA_}"
      echo "$(tr '[:upper:]_' '[:lower:].' <<<"$key")=$value" >>"$properties"
      ;;
  esac
done < <(env)
cat >/tmp/log4j2.properties <<'LOG'
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
LOG
java=(java -cp '/opt/kafka/libs/*' -Dlog4j2.configurationFile=/tmp/log4j2.properties)
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$properties"
# Several options in one variable, as everywhere with Java.
# shellcheck disable=SC2086
exec "${java[@]}" ${KAFKA_HEAP_OPTS:--Xms256m -Xmx1g} kafka.Kafka "$properties"
