/** Loaded into a service: its clock differs from everybody else's by SHIFT_CLOCK_MS. */
const shiftMs = Number(process.env.SHIFT_CLOCK_MS);
const OwnDate = Date;

globalThis.Date = class extends OwnDate {
  constructor(...args) {
    super(...(args.length === 0 ? [OwnDate.now() + shiftMs] : args));
  }

  static now() {
    return OwnDate.now() + shiftMs;
  }
};
