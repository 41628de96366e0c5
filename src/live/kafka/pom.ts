/** Which Apache Kafka is run, and what Maven is told to fetch. */

export const KAFKA_VERSION = '4.1.0';
/** Kafka logs through SLF4J; without this it would be silent about why it ends. */
const LOG4J_VERSION = '2.24.3';

/** A project that does nothing but depend on Kafka. */
export function pomText(): string {
  const dependency = (group: string, artifact: string, version: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>temblor</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', KAFKA_VERSION)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION)}
  </dependencies>
</project>
`;
}
