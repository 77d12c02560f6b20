"""Drop a file, see what was understood, mend it, compare, confirm; and take any import back."""

from dashboard import choose, read, show
from dashboard.imports import (
    awaited,
    bar,
    change,
    controls,
    difference,
    done,
    drop,
    history,
    national,
    problems,
    rows,
    sides,
    templates,
    understood,
    waiting,
    whose,
)
from dashboard.imports.held import held as in_hand
from dashboard.imports.held import understood as read_of
from dashboard.locale import t

done.open_town()
waiting.begin()
town = choose.town()
show.heading(t("nav.imports"), town, t("imports.fictional"))
national_data = read.observatory(choose.database(), is_fictional=town is not None and town.authority.is_fictional)
done.announce(town, national_data)
done.follow()
awaited.show(town)
waiting.tell_lost()
drop.zone()
expected = whose.expected(town)
waiting.read(expected)
waiting.run_on(expected)
held = in_hand()
if held is None:
    waiting.show()
    templates.offer()
    national.offer(town)
else:
    found = read_of(held, expected or held.town)
    waiting.judge(held, found)
    waiting.show()
    understood.show(held, found)
    whose.ask(held, found)
    asked = change.change(held, found, found.choices)
    edited = problems.show(held, found, asked)
    edited = rows.show(held, found, edited)
    controls.show(held, found)
    edited = difference.show(held, found, edited)
    sides.show(held, found)
    bar.follow(held, found, edited)
if town is not None:
    history.show(read.imports(town), town)
if national_data is not None:
    history.show_national(read.imports(national_data), national_data)
waiting.mark_address()
