import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
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
  final Map<String, KafkaProducer<String, String>> open = new HashMap<>();
  final Map<String, Member> members = new HashMap<>();

  ConformanceClient(String brokers) {
    this.brokers = brokers;
    this.admin = Admin.create(properties());
    this.producer = new KafkaProducer<>(producing());
  }

  public static void main(String[] arguments) throws Exception {
    ConformanceClient client = new ConformanceClient(arguments[0]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Object answer;
      try {
        answer = client.carryOut(JSON.readTree(line));
      } catch (Exception error) {
        answer = nameOf(error);
      }
      System.out.println(JSON.writeValueAsString(Map.of("answer", answer)));
    }
    System.exit(0);
  }

  Object carryOut(JsonNode command) throws Exception {
    String topic = command.path("topic").asText();
    TopicPartition place = new TopicPartition(topic, command.path("partition").asInt());
    String group = command.path("group").asText();
    String member = command.path("member").asText();
    switch (command.path("do").asText()) {
      case "createTopic":
        admin.createTopics(List.of(new NewTopic(topic, command.path("partitions").asInt(), (short) 1))).all().get();
        return "ok";
      case "deleteTopic":
        admin.deleteTopics(List.of(topic)).all().get();
        return "ok";
      case "ends":
        return ends(topic);
      case "produce":
        return produce(producer, place, command.path("values"));
      case "read":
        return read(place, command);
      case "transact":
        return transact(command, place);
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
        members.remove(member).leave();
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

  static long produce(KafkaProducer<String, String> by, TopicPartition place, JsonNode values) throws Exception {
    List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
    for (JsonNode value : values) {
      sent.add(by.send(new ProducerRecord<>(place.topic(), place.partition(), null, value.asText())));
    }
    by.flush();
    long first = -1;
    for (java.util.concurrent.Future<RecordMetadata> one : sent) {
      long offset = one.get().offset();
      if (first < 0) first = offset;
    }
    return first;
  }

  ArrayNode read(TopicPartition place, JsonNode command) {
    Properties properties = properties();
    properties.put("isolation.level", command.path("committed").asBoolean() ? "read_committed" : "read_uncommitted");
    properties.put("auto.offset.reset", "none");
    ArrayNode records = JSON.createArrayNode();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(withStrings(properties))) {
      consumer.assign(List.of(place));
      consumer.seek(place, command.path("from").asLong());
      long giveUpAt = System.currentTimeMillis() + 4_000;
      while (records.size() < command.path("wanted").asInt() && System.currentTimeMillis() < giveUpAt) take(consumer, records);
      long quietUntil = System.currentTimeMillis() + 300;
      while (System.currentTimeMillis() < quietUntil) take(consumer, records);
    }
    return records;
  }

  static void take(KafkaConsumer<String, String> consumer, ArrayNode records) {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      records.addObject().put("offset", record.offset()).put("value", record.value());
    }
  }

  String transact(JsonNode command, TopicPartition place) throws Exception {
    String id = command.path("id").asText();
    Properties properties = producing();
    properties.put("transactional.id", id);
    KafkaProducer<String, String> by = new KafkaProducer<>(properties);
    by.initTransactions();
    by.beginTransaction();
    produce(by, place, command.path("values"));
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
    properties.put("max.block.ms", "5000");
    properties.put("delivery.timeout.ms", "5000");
    properties.put("request.timeout.ms", "4000");
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
        consumer.close();
      }
    }

    List<String> received() {
      synchronized (values) {
        return List.copyOf(values);
      }
    }

    void leave() throws InterruptedException {
      consumer.wakeup();
      thread.join();
    }
  }
}
