/** Calls to the payment providers as steps, as the provider saw them. */
import type { ProviderCall } from '../../payments/history.ts';
import { providerBehaviours } from '../../payments/plan.ts';
import type { MessageStep, Telling } from './model.ts';

export function callSteps(telling: Telling): readonly MessageStep[] {
  return telling.history.calls.flatMap((call) => stepsOf(call, telling));
}

function stepsOf(call: ProviderCall, { history, names, marks }: Telling): readonly MessageStep[] {
  const ask: MessageStep = {
    kind: 'message',
    atMs: call.arrivedMs,
    from: 'gateway',
    to: [call.provider],
    label: `${call.operation} ${names.of(call.paymentId)}`,
    style: 'request',
    marked: marks.has(call),
  };
  const behaviour = call.behaviour === undefined ? undefined : providerBehaviours[call.behaviour];
  const back = { ...ask, from: call.provider, to: ['gateway'] };
  if (call.answeredMs === undefined) return [ask, { ...back, label: behaviour ?? 'no answer', style: 'lost' }];
  const moved = history.ledgers
    .find(({ provider }) => provider === call.provider)
    ?.charges.some(({ paymentId, state }) => paymentId === call.paymentId && state === 'confirmed');
  const effect = behaviour ?? (call.operation === 'confirm' && moved === true ? 'the money moves' : '');
  const label = `${call.status ?? ''} ${effect}`.trim();
  return [ask, { ...back, atMs: call.answeredMs, label, style: 'answer' }];
}
