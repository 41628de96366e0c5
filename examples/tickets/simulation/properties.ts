/** What must hold in every run, whatever went wrong in it: pure functions of what was seen. Each says what is wrong, or nothing. */
import type { TicketsHistory } from './history.ts';

export type Property = (history: TicketsHistory) => readonly string[];

/** No order gets two tickets. */
export const oneTicketPerOrder: Property = ({ reservations }) => {
  const orders = Map.groupBy(reservations, ({ orderId }) => orderId);
  return [...orders].flatMap(([orderId, list]) =>
    list.length > 1 ? [`order ${orderId} has ${list.length} tickets`] : [],
  );
};

/** What was reserved and what is left are together what there was. */
export const nothingLost: Property = ({ tickets, reservations, left }) =>
  Object.entries(tickets).flatMap(([showId, count]) => {
    const reserved = reservations.filter((one) => one.showId === showId).length;
    const rest = left[showId] ?? 0;
    return reserved + rest === count
      ? []
      : [`show ${showId} had ${count} tickets; ${reserved} are reserved, ${rest} are left`];
  });

/** Once everything has healed, an order has its ticket, or there is none left. */
export const everyOrderHandled: Property = ({ orders, reservations, left, atRest }) => {
  if (!atRest) return ['orders were still waiting when the run had to stop'];
  const served = new Set(reservations.map(({ orderId }) => orderId));
  return orders.flatMap(({ orderId, showId }) =>
    served.has(orderId) || (left[showId] ?? 0) === 0 ? [] : [`order ${orderId} has no ticket, though there are some`],
  );
};

export const properties: readonly Property[] = [oneTicketPerOrder, nothingLost, everyOrderHandled];
