/** The world with the canary in it. */
import { type EnvironmentOptions, PaymentEnvironment } from '../payments/environment.ts';

/** Like `PaymentEnvironment.open`, with the wallet service that is broken on purpose in the place of the shipped one. */
export function openCanaryEnvironment(
  options: Omit<EnvironmentOptions, 'substitutes'> = {},
): Promise<PaymentEnvironment> {
  return PaymentEnvironment.open({
    ...options,
    substitutes: { wallet: async () => (await import('./service.ts')).startCanaryWallet },
  });
}
