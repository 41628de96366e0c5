import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reserveNaively, reserveOnce } from '../shop/reserve.ts';
import type { TicketsHistory } from './history.ts';
import { everyOrderHandled, nothingLost, oneTicketPerOrder } from './properties.ts';
import { findViolation } from './search.ts';
import { TicketsWorlds } from './tickets-world.ts';

describe('a shop in the world', () => {
  let worlds: TicketsWorlds;
  beforeAll(async () => {
    worlds = await TicketsWorlds.open();
  });
  afterAll(() => worlds.close());

  test('that does not remember its orders is caught: one order and one crash are all it takes', async () => {
    const found = await findViolation(worlds, reserveNaively, 30);
    expect(found?.violations).toEqual(['order order-1 has 2 tickets']);
    expect(found?.smallest.orders).toBe(1);
    expect(found?.smallest.faults).toHaveLength(1);
    expect(found?.complete).toBe(true);
  });

  test('that remembers them holds under the same seeds', async () => {
    expect(await findViolation(worlds, reserveOnce, 30)).toBeUndefined();
  });
});

describe('the properties', () => {
  const one = { orderId: 'order-1', showId: 'opera' };
  const right: TicketsHistory = {
    tickets: { opera: 2 },
    orders: [one],
    reservations: [one],
    left: { opera: 1 },
    atRest: true,
  };

  test('hold where all is well', () => {
    expect([oneTicketPerOrder, nothingLost, everyOrderHandled].flatMap((property) => property(right))).toEqual([]);
  });

  test('notice a second ticket, a ticket that vanished, an order that was forgotten, and a run without an end', () => {
    expect(oneTicketPerOrder({ ...right, reservations: [one, one] })).toEqual(['order order-1 has 2 tickets']);
    expect(nothingLost({ ...right, left: { opera: 0 } })).toEqual([
      'show opera had 2 tickets; 1 are reserved, 0 are left',
    ]);
    expect(everyOrderHandled({ ...right, reservations: [] })).toEqual([
      'order order-1 has no ticket, though there are some',
    ]);
    expect(everyOrderHandled({ ...right, atRest: false })).toHaveLength(1);
  });
});
