-- The tax year begins on 6 April. A month's number is the tax month of its pay day; that of a week, fortnight or four weeks
-- the tax week, where the odd day or two after week 52 are week 53, 54 or 56.
ALTER TABLE payroll_payperiod ADD CONSTRAINT payroll_period_number_of_its_pay_day CHECK (
    left(tax_year, 4) = (
        EXTRACT(year FROM pay_on)::int
        - CASE WHEN EXTRACT(month FROM pay_on) * 100 + EXTRACT(day FROM pay_on) < 406 THEN 1 ELSE 0 END
    )::text
    AND tax_year = left(tax_year, 4) || '-' || right((left(tax_year, 4)::int + 1)::text, 2)
    AND number = CASE
        WHEN frequency = 'monthly' THEN
            (EXTRACT(month FROM pay_on)::int + CASE WHEN EXTRACT(day FROM pay_on) >= 6 THEN 8 ELSE 7 END) % 12 + 1
        WHEN pay_on - make_date(left(tax_year, 4)::int, 4, 6) < 364 THEN
            (pay_on - make_date(left(tax_year, 4)::int, 4, 6)) / 7 + 1
        WHEN frequency = 'fortnightly' THEN 54
        WHEN frequency = 'four_weekly' THEN 56
        ELSE 53
    END
);
