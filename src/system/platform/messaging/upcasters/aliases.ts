/** Names that events had, or have in documents and at partners, with the names by which they are known here. Only the name differs. */
import type { MessageType } from '../../../../../generated/contracts/index.ts';

export const ALIASES: Readonly<Record<string, MessageType>> = {
  PagoSolicitado: 'PaymentInitiated',
  FondosDeducidos: 'WalletDeducted',
  FundsDebited: 'WalletDeducted',
  FundsCredited: 'WalletCredited',
  PagoConfirmado: 'PaymentCompleted',
  PagoFallido: 'PaymentFailed',
  PagoRechazado: 'PaymentFailed',
  ReembolsoEmitido: 'WalletRefunded',
  CompensationInitiated: 'CompensationStarted',
};
