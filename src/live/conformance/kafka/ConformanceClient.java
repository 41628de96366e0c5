import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.protocol.Errors;

/**
 * The conformance suite's second client: Kafka's own, by commands as JSON lines on the standard input, answered by one line each. What a
 * command means stands in client.ts.
 */
public class ConformanceClient {
  static final ObjectMapper JSON = new ObjectMapper();
  final String brokers;
  final Admin admin;
  final KafkaProducer<String, String> producer;
  final KafkaProducer<String, String> compressing;
  final Map<String, KafkaProducer<String, String>> open = new ConcurrentHashMap<>();
  final Map<String, Member> members = new ConcurrentHashMap<>();

  ConformanceClient(String brokers) {
    this.brokers = brokers;
    this.admin = Admin.create(properties());
    this.producer = new KafkaProducer<>(producing());
    Properties compressed = producing();
    compressed.put("compression.type", "gzip");
    this.compressing = new KafkaProducer<>(compressed);
  }

  public static void main(String[] arguments) throws Exception {
    ConformanceClient client = new ConformanceClient(arguments[0]);
    // Most of the time a command waits for a broker.
    ExecutorService workers = Executors.newCachedThreadPool();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      JsonNode command = JSON.readTree(line);
      workers.execute(() -> client.answer(command));
    }
    System.exit(0);
  }

  void answer(JsonNode command) {
    Map<String, Object> answer = new HashMap<>();
    answer.put("number", command.path("number").asLong());
    try {
      answer.put("answer", carryOut(command));
    } catch (Exception error) {
      answer.put("answer", nameOf(error));
    }
    try {
      byte[] line = (JSON.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
      synchronized (System.out) {
        System.out.write(line);
        System.out.flush();
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  Object carryOut(JsonNode command) throws Exception {
    String topic = command.path("topic").asText();
    TopicPartition place = new TopicPartition(topic, command.path("partition").asInt());
    String group = command.path("group").asText();
    String member = command.path("member").asText();
    switch (command.path("do").asText()) {
      case "createTopic":
        NewTopic wanted = new NewTopic(topic, command.path("partitions").asInt(), (short) command.path("replicas").asInt());
        wanted.configs(JSON.convertValue(command.path("config"), new TypeReference<Map<String, String>>() {}));
        admin.createTopics(List.of(wanted)).all().get();
        return "ok";
      case "deleteTopic":
        admin.deleteTopics(List.of(topic)).all().get();
        return "ok";
      case "createPartitions":
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(command.path("count").asInt()))).all().get();
        return "ok";
      case "deleteRecords":
        admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(command.path("before").asLong()))).all().get();
        return "ok";
      case "topicConfig":
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(command.path("setting").asText()).value();
      case "replicas":
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().get(0).replicas().size();
      case "topics":
        return admin.listTopics().names().get();
      case "ends":
        return ends(topic);
      case "produce":
        return send(command.path("compression").asText().equals("gzip") ? compressing : producer, place, command.path("records"));
      case "read":
        return read(place, command);
      case "transact":
        return transact(command, (by) -> {
          for (JsonNode write : command.path("writes")) {
            by.send(new ProducerRecord<>(topic, write.path("partition").asInt(), null, write.path("value").asText())).get();
          }
        });
      case "transactOffset":
        return transact(command, (by) -> by.sendOffsetsToTransaction(
            Map.of(place, new OffsetAndMetadata(command.path("offset").asLong())), new ConsumerGroupMetadata(group)));
      case "finish":
        try (KafkaProducer<String, String> left = open.remove(command.path("id").asText())) {
          left.commitTransaction();
        }
        return "ok";
      case "commitOffset":
        OffsetAndMetadata offset = new OffsetAndMetadata(command.path("offset").asLong());
        admin.alterConsumerGroupOffsets(group, Map.of(place, offset)).all().get();
        return "ok";
      case "committedOffset":
        OffsetAndMetadata found = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(place);
        return found == null ? -1L : found.offset();
      case "join":
        Member joining = new Member(group, topic);
        members.put(member, joining);
        joining.joined.await();
        return "ok";
      case "assignment":
        return members.get(member).partitions;
      case "received":
        return members.get(member).received();
      case "leave":
        members.remove(member).end(GroupMembershipOperation.LEAVE_GROUP);
        return "ok";
      case "vanish":
        members.remove(member).end(GroupMembershipOperation.REMAIN_IN_GROUP);
        return "ok";
      case "describeGroup":
        ClassicGroupDescription described = admin.describeClassicGroups(List.of(group)).all().get().get(group);
        return Map.of("state", described.state().toString(), "members", described.members().size());
      case "groups":
        return admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
      case "deleteGroup":
        admin.deleteConsumerGroups(List.of(group)).all().get();
        return "ok";
      default:
        throw new IllegalArgumentException("unknown command " + command);
    }
  }

  List<Map<String, Long>> ends(String topic) throws Exception {
    int count = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    List<Map<String, Long>> answer = new ArrayList<>();
    for (int partition = 0; partition < count; partition += 1) {
      TopicPartition place = new TopicPartition(topic, partition);
      long earliest = admin.listOffsets(Map.of(place, OffsetSpec.earliest())).all().get().get(place).offset();
      long latest = admin.listOffsets(Map.of(place, OffsetSpec.latest())).all().get().get(place).offset();
      answer.add(Map.of("partition", (long) partition, "earliest", earliest, "latest", latest));
    }
    return answer;
  }

  static long send(KafkaProducer<String, String> by, TopicPartition place, JsonNode records) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    // Nobody else sends in between, so that the first record has the first offset.
    synchronized (by) {
      for (JsonNode each : records) sent.add(by.send(recordOf(place, each)));
      by.flush();
    }
    long first = -1;
    for (Future<RecordMetadata> one : sent) {
      long offset = one.get().offset();
      if (first < 0) first = offset;
    }
    return first;
  }

  static ProducerRecord<String, String> recordOf(TopicPartition place, JsonNode parts) {
    String key = parts.has("key") ? parts.path("key").asText() : null;
    String value = parts.path("value").isNull() ? null : parts.path("value").asText();
    ProducerRecord<String, String> record = new ProducerRecord<>(place.topic(), place.partition(), key, value);
    parts.path("headers").fields().forEachRemaining((header) ->
        record.headers().add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  ArrayNode read(TopicPartition place, JsonNode command) {
    Properties properties = properties();
    properties.put("isolation.level", command.path("committed").asBoolean() ? "read_committed" : "read_uncommitted");
    properties.put("auto.offset.reset", "none");
    ArrayNode records = JSON.createArrayNode();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(withStrings(properties))) {
      consumer.assign(List.of(place));
      consumer.seek(place, command.path("from").asLong());
      long giveUpAt = System.currentTimeMillis() + 10_000;
      while (records.size() < command.path("wanted").asInt() && System.currentTimeMillis() < giveUpAt) take(consumer, records);
      long quietUntil = System.currentTimeMillis() + 300;
      while (System.currentTimeMillis() < quietUntil) take(consumer, records);
    }
    return records;
  }

  static void take(KafkaConsumer<String, String> consumer, ArrayNode records) {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      ObjectNode headers = JSON.createObjectNode();
      record.headers().forEach((header) -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
      ObjectNode seen = records.addObject().put("offset", record.offset()).put("key", record.key()).put("value", record.value());
      seen.set("headers", headers);
    }
  }

  /** What is done in a transaction. */
  interface Work {
    void with(KafkaProducer<String, String> producer) throws Exception;
  }

  String transact(JsonNode command, Work work) throws Exception {
    String id = command.path("id").asText();
    Properties properties = producing();
    properties.put("transactional.id", id);
    KafkaProducer<String, String> by = new KafkaProducer<>(properties);
    by.initTransactions();
    by.beginTransaction();
    work.with(by);
    String end = command.path("end").asText();
    if (end.equals("leave-open")) {
      open.put(id, by);
      return "ok";
    }
    if (end.equals("commit")) by.commitTransaction();
    else by.abortTransaction();
    by.close();
    return "ok";
  }

  Properties properties() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", brokers);
    return properties;
  }

  Properties producing() {
    Properties properties = properties();
    properties.put("acks", "all");
    properties.put("max.block.ms", "10000");
    properties.put("delivery.timeout.ms", "10000");
    properties.put("request.timeout.ms", "9000");
    properties.put("max.request.size", "2000000");
    properties.put("linger.ms", "0");
    properties.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    properties.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    return properties;
  }

  static Properties withStrings(Properties properties) {
    properties.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    properties.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    properties.put("enable.auto.commit", "false");
    return properties;
  }

  /** By the name that the protocol has for it. */
  static String nameOf(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Errors known = Errors.forException(cause);
    return known == Errors.UNKNOWN_SERVER_ERROR ? cause.toString() : known.name();
  }

  /** A member of a group with a thread of its own. */
  class Member {
    final CountDownLatch joined = new CountDownLatch(1);
    final Thread thread;
    final KafkaConsumer<String, String> consumer;
    final List<String> values = new ArrayList<>();
    volatile List<Integer> partitions = List.of();
    volatile GroupMembershipOperation ending = GroupMembershipOperation.LEAVE_GROUP;

    Member(String group, String topic) {
      Properties properties = properties();
      properties.put("group.id", group);
      properties.put("session.timeout.ms", "6000");
      properties.put("heartbeat.interval.ms", "200");
      properties.put("auto.offset.reset", "earliest");
      properties.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor");
      consumer = new KafkaConsumer<>(withStrings(properties));
      consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {}

        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
          partitions = consumer.assignment().stream().map(TopicPartition::partition).sorted().toList();
          joined.countDown();
        }
      });
      thread = new Thread(this::consume);
      thread.start();
    }

    void consume() {
      try {
        while (true) {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
            synchronized (values) {
              values.add(record.value());
            }
          }
          consumer.commitAsync();
        }
      } catch (WakeupException end) {
        consumer.close(CloseOptions.groupMembershipOperation(ending));
      }
    }

    List<String> received() {
      synchronized (values) {
        return List.copyOf(values);
      }
    }

    void end(GroupMembershipOperation how) throws InterruptedException {
      ending = how;
      consumer.wakeup();
      thread.join();
    }
  }
}
