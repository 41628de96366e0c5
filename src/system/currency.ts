/**
 * Currencies in use (ISO 4217) and the digits of their minor units. Amounts are integers of minor units everywhere; only whoever shows or
 * reads decimals needs the digits, and guessing them moves money by a factor of a hundred: 100 JPY are ¥100, 100 KWD are 0.100 dinars.
 * The table is ours because the digits in ICU, hence in `Intl`, follow custom rather than ISO in some currencies.
 */

/** Currencies with a number of digits other than two. */
const UNUSUAL: readonly (readonly [digits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const USUAL = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC
CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON
RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD
XCG YER ZAR ZMW ZWG`;

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...USUAL.split(/\s+/).map((code): [string, number] => [code, 2]),
  ...UNUSUAL.flatMap(([digits, codes]) => codes.split(' ').map((code): [string, number] => [code, digits])),
]);

/** Digits after the decimal point; undefined when no such currency is in use. */
export function decimalsOf(currency: string): number | undefined {
  return DIGITS.get(currency);
}

/** An amount of minor units as a decimal number, such as `12.34` for 1234 and EUR. Exact; unknown currencies throw. */
export function toDecimal(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  if (digits === undefined) throw new RangeError(`${currency} is not a currency in use (ISO 4217).`);
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
