-- Asks questions as somebody else, undoes each, and tells what became of it. Only a superuser may be
-- anybody, so the function lies in the temporary schema of the connection that the tests have.
create function pg_temp.ask_all(
  login text, role text, claims text, digest text, before text, questions jsonb
)
returns table (state text, words text, count bigint, rows jsonb, touched boolean)
language plpgsql
as $$
declare
  myself constant text := session_user;
  question jsonb;
  told record;
  after text;
begin
  for question in select q from jsonb_array_elements(questions) as q loop
    state := '';
    words := '';
    count := 0;
    rows := '[]';
    after := before;
    begin
      -- The user of a session decides what claims are worth, and whom it may become.
      perform
        set_config('session_authorization', login, true),
        set_config('role', role, true),
        set_config('request.jwt.claims', claims, true);
      if (question ->> 'tells')::boolean then
        for told in execute question ->> 'query' loop
          rows := rows || jsonb_build_array(to_jsonb(told));
          count := count + 1;
        end loop;
      else
        execute question ->> 'query';
        get diagnostics count = row_count;
      end if;
      perform set_config('session_authorization', myself, true);
      execute digest into after;
      raise exception using errcode = 'UNDO0';
    exception
      when others then
        if sqlstate <> 'UNDO0' then
          get stacked diagnostics state = returned_sqlstate, words = message_text;
        end if;
    end;
    touched := after is distinct from before;
    return next;
  end loop;
end
$$;
