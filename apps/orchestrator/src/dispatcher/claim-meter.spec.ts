import { ClaimMeter } from './claim-meter';

describe('the claim meter', () => {
  it('reads claims off the use of the window', () => {
    let now = 0;
    const meter = new ClaimMeter(() => now);
    meter.note(0, 20);
    now = 100;
    meter.note(5, 15);
    now = 200;
    meter.note(12, 8);
    expect(meter.perSecond()).toBe(15 + 8);
    now = 1150;
    expect(meter.perSecond()).toBe(8);
    now = 1300;
    expect(meter.perSecond()).toBe(0);
  });

  it('takes what others queued for no claims', () => {
    const meter = new ClaimMeter(() => 0);
    meter.note(0, 2);
    meter.note(9, 0);
    expect(meter.perSecond()).toBe(0);
  });
});
