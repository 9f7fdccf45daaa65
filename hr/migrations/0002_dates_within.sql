-- What a check of one row cannot see: a tree without circles, and dates that lie within those of the record above.
-- One check per statement. Each locks the rows above before it looks, so that two sessions cannot slip past each other
-- (one shortening an employment, the other adding an assignment to it). No schema names: replayed for each authority.

CREATE FUNCTION hr_unit_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM changed WHERE parent_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM hr_unit ORDER BY id FOR UPDATE;  -- a few hundred rows; two moves at once could close a circle
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT id AS unit, parent_id AS above FROM changed WHERE parent_id IS NOT NULL
            UNION
            SELECT above.unit, hr_unit.parent_id FROM above JOIN hr_unit ON hr_unit.id = above.above
            WHERE hr_unit.parent_id IS NOT NULL
        )
        SELECT FROM above WHERE unit = above
    ) THEN
        RAISE EXCEPTION 'a unit stands under itself'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_unit_no_circle', TABLE = 'hr_unit';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hr_unit_no_circle_insert AFTER INSERT ON hr_unit
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_unit_no_circle();
CREATE TRIGGER hr_unit_no_circle_update AFTER UPDATE ON hr_unit
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_unit_no_circle();

-- An assignment's person is its employment's.
ALTER TABLE hr_assignment ADD CONSTRAINT hr_assignment_of_the_employments_person
    FOREIGN KEY (employment_id, person_id) REFERENCES hr_employment (id, person_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION hr_assignment_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- against each other as well: two sessions adding 0.6 each to one employment
    PERFORM 1 FROM hr_employment WHERE id IN (SELECT employment_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM hr_post WHERE id IN (SELECT post_id FROM changed) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT FROM changed a JOIN hr_employment e ON e.id = a.employment_id
        WHERE NOT daterange(a.starts_on, a.ends_before) <@ daterange(e.starts_on, e.ends_before)
    ) THEN
        RAISE EXCEPTION 'an assignment lies outside its employment'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_within_employment', TABLE = 'hr_assignment';
    END IF;
    IF EXISTS (
        SELECT FROM changed a JOIN hr_post p ON p.id = a.post_id
        WHERE NOT daterange(a.starts_on, a.ends_before) <@ daterange(p.starts_on, p.ends_before)
    ) THEN
        RAISE EXCEPTION 'an assignment lies outside its post'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_within_post', TABLE = 'hr_assignment';
    END IF;
    IF EXISTS (
        SELECT FROM changed a
        JOIN hr_employment e ON e.id = a.employment_id
        JOIN hr_post p ON p.id = a.post_id
        WHERE p.needs_warrant AND e.workforce_type NOT IN ('OFFICER', 'SPECIAL')
    ) THEN
        RAISE EXCEPTION 'a post that needs a warrant is held without one'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_warrant', TABLE = 'hr_assignment';
    END IF;
    -- the sum can only pass 1 on a day on which an assignment starts
    IF EXISTS (
        SELECT FROM hr_assignment one
        JOIN hr_assignment other ON other.employment_id = one.employment_id
            AND daterange(other.starts_on, other.ends_before) @> one.starts_on
        WHERE one.employment_id IN (SELECT employment_id FROM changed)
        GROUP BY one.id HAVING sum(other.fte) > 1
    ) THEN
        RAISE EXCEPTION 'more than full time in one employment'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_at_most_full_time', TABLE = 'hr_assignment';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hr_assignment_within_insert AFTER INSERT ON hr_assignment
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_assignment_within();
CREATE TRIGGER hr_assignment_within_update AFTER UPDATE ON hr_assignment
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_assignment_within();

CREATE FUNCTION hr_payplacement_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM hr_employment WHERE id IN (SELECT employment_id FROM changed) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT FROM changed p JOIN hr_employment e ON e.id = p.employment_id
        WHERE NOT daterange(p.starts_on, p.ends_before) <@ daterange(e.starts_on, e.ends_before)
    ) THEN
        RAISE EXCEPTION 'a pay point lies outside its employment'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_payplacement_within_employment', TABLE = 'hr_payplacement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hr_payplacement_within_insert AFTER INSERT ON hr_payplacement
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_payplacement_within();
CREATE TRIGGER hr_payplacement_within_update AFTER UPDATE ON hr_payplacement
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_payplacement_within();

-- The same from above: an employment or a post is not cut shorter than what lies within it.
CREATE FUNCTION hr_employment_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM changed e JOIN hr_assignment a ON a.employment_id = e.id
        WHERE NOT daterange(a.starts_on, a.ends_before) <@ daterange(e.starts_on, e.ends_before)
    ) THEN
        RAISE EXCEPTION 'an assignment lies outside its employment'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_within_employment', TABLE = 'hr_employment';
    END IF;
    IF EXISTS (
        SELECT FROM changed e JOIN hr_payplacement p ON p.employment_id = e.id
        WHERE NOT daterange(p.starts_on, p.ends_before) <@ daterange(e.starts_on, e.ends_before)
    ) THEN
        RAISE EXCEPTION 'a pay point lies outside its employment'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_payplacement_within_employment', TABLE = 'hr_employment';
    END IF;
    IF EXISTS (
        SELECT FROM changed e JOIN hr_assignment a ON a.employment_id = e.id JOIN hr_post p ON p.id = a.post_id
        WHERE p.needs_warrant AND e.workforce_type NOT IN ('OFFICER', 'SPECIAL')
    ) THEN
        RAISE EXCEPTION 'a post that needs a warrant is held without one'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_warrant', TABLE = 'hr_employment';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hr_employment_holds_update AFTER UPDATE ON hr_employment
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_employment_holds();

CREATE FUNCTION hr_post_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM changed p JOIN hr_assignment a ON a.post_id = p.id
        WHERE NOT daterange(a.starts_on, a.ends_before) <@ daterange(p.starts_on, p.ends_before)
    ) THEN
        RAISE EXCEPTION 'an assignment lies outside its post'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_within_post', TABLE = 'hr_post';
    END IF;
    IF EXISTS (
        SELECT FROM changed p JOIN hr_assignment a ON a.post_id = p.id JOIN hr_employment e ON e.id = a.employment_id
        WHERE p.needs_warrant AND e.workforce_type NOT IN ('OFFICER', 'SPECIAL')
    ) THEN
        RAISE EXCEPTION 'a post that needs a warrant is held without one'
            USING ERRCODE = '23514', CONSTRAINT = 'hr_assignment_warrant', TABLE = 'hr_post';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hr_post_holds_update AFTER UPDATE ON hr_post
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hr_post_holds();

-- Search by the first letters of a name, whatever the case.
CREATE INDEX hr_person_by_upper_name ON hr_person (upper(last_name) varchar_pattern_ops, id);
