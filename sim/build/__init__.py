"""From a scenario to a world that runs: assembly, top to bottom; the only room that knows every other one."""

from __future__ import annotations

import gc
from functools import partial

from sim.build.assets import add_assets
from sim.build.backlog import draw_backlog, reaches_back
from sim.build.books import add_books, begin_counts
from sim.build.channels import prospects, with_customers, write_prospects
from sim.build.condition import add_watch, begin_of_work, begin_sensors
from sim.build.configuration import add_configuration
from sim.build.customers import add_customers
from sim.build.demand import add_demand, begin_planning, first_classes
from sim.build.desk import add_desk
from sim.build.dispatching import make_dispatcher
from sim.build.disruptions import add_disruptions
from sim.build.docks import add_carriers
from sim.build.documents import add_documents
from sim.build.insight import add_insight
from sim.build.kits import add_kits
from sim.build.lifecycle import add_lifecycle
from sim.build.mobility import add_office
from sim.build.names import Names
from sim.build.part_orders import add_part_orders
from sim.build.partners import visits
from sim.build.parts import add_parts
from sim.build.people import add_technicians
from sim.build.refurbish import add_refurbished
from sim.build.replacement import add_replacement
from sim.build.returns import add_returns
from sim.build.scheduling import add_scheduling
from sim.build.shelves import add_shelves
from sim.build.skills import add_skills
from sim.build.sourcing import cascade, sourcing_step, sourcing_steps
from sim.build.upkeep import add_standstill, make_fleet
from sim.flows.backlog import open_order
from sim.flows.condition import write_open_defects
from sim.flows.contracts import write_running
from sim.flows.disruption import disruptions
from sim.flows.fulfil import fulfil, hurry
from sim.flows.insight import noticed_breakdown, write_unanswered
from sim.flows.intake import takes_in
from sim.flows.part_orders import release
from sim.flows.replacement import watch_ages
from sim.flows.replenish import arrive, begin_reviews, open_lane, place_order
from sim.flows.retrofit import begin_campaigns
from sim.flows.roster import desk_opens, desk_roster, duty_roster
from sim.flows.service_call import service_call
from sim.flows.sources import breakdown
from sim.flows.write import write_open
from sim.flows.write_part_orders import write_open_part_orders
from sim.kernel import Kernel
from sim.records import NONE, Log, RunRecord
from sim.scenario.describe import describe
from sim.scenario.spec import Scenario
from sim.settlement import settle
from sim.streams import Luck
from sim.system.fleet import Begin
from sim.system.workforce import Technician
from sim.system.world import World


def simulate(scenario: Scenario, replication: int = 0, policy: str = "baseline") -> RunRecord:
    """Run one replication of a scenario and return its records; `policy` is only the name written into them."""
    collecting = gc.isenabled()
    gc.disable()  # a run leaves no cycles worth collecting, and looking for them doubles the time of a large fleet
    try:
        scenario = scenario.each_customer()
        asked = list(prospects(scenario, Luck(scenario.seed, replication)))
        scenario = with_customers(scenario, asked) if asked else scenario
        names = Names(scenario)
        world = build(scenario, replication, names)
        write_prospects(scenario, names, world.log, asked)
        world.kernel.run_to(scenario.horizon)
        write_open(world)
        write_running(world)
        write_unanswered(world)
        write_open_part_orders(world)
        write_open_defects(world)
    finally:
        if collecting:
            gc.enable()
    stays = world.fleet.entered, world.fleet.left, world.fleet.age
    settle(scenario, world.luck, world.log, world.fleet.entered)
    return RunRecord(
        world.log, names.by_vocabulary(), *describe(scenario, names.van_owner, policy, replication, stays, world.reaches_back)
    )


def build(scenario: Scenario, replication: int, names: Names) -> World:
    """Assemble the world, everything in its opening state at time 0."""
    kernel = Kernel()
    luck = Luck(scenario.seed, replication)
    log = Log()
    carriers = add_carriers(scenario, names)
    classes = first_classes(scenario)
    shelves = add_shelves(scenario, names, kernel, luck, log, carriers, classes)
    add_books(scenario, names, luck, shelves)
    technicians, plans = add_technicians(scenario, names, shelves, luck, log)
    fleet = make_fleet(scenario, kernel, luck)
    world = World(
        kernel=kernel,
        luck=luck,
        log=log,
        fleet=fleet,
        dispatcher=make_dispatcher(scenario, names, kernel, technicians, log),
        technicians=technicians,
        shelves=shelves,
        cascade={
            names.location[home]: cascade(scenario, names, carriers, home)
            for home in dict.fromkeys(each.home for each in scenario.technicians.values())
        },
        owed_by_group=scenario.sourcing.owed_by == "group",
        van_owner={each.van_code: each for each in technicians if each.van_code != NONE},
        wait_limit=scenario.sourcing.wait_limit,
        takes_along=scenario.sourcing.predicted_parts == "take_along",
        waits_for_parts=scenario.sourcing.predicted_parts == "wait_for",
        depot_step=next(
            (sourcing_step(scenario, carriers, each, ()) for each in sourcing_steps(scenario) if each.source == "depot"), None
        ),
        own_work=any(step.repair_factor != 1.0 for step in scenario.sourcing.steps),
        parts=add_parts(scenario),
        level_diagnosis={level: spec.diagnosis for level, spec in scenario.skill_levels.items()},
        level_time={level: spec.repair_time for level, spec in scenario.skill_levels.items()},
        hands_differ=bool(scenario.skill_levels or scenario.skills),
    )
    world.visit, world.serve = visits(scenario), service_call
    world.release = world.dispatcher.release
    add_skills(scenario, names, world, plans)
    add_assets(scenario, names, fleet)
    add_configuration(scenario, names, world)
    add_replacement(scenario, names, world)
    add_customers(scenario, names, world)
    add_insight(scenario, names, world)
    add_standstill(world)
    add_watch(scenario, world)
    add_scheduling(scenario, names, world)
    add_desk(scenario, world)
    add_documents(scenario, names, world)
    add_returns(scenario, names, world)
    add_refurbished(scenario, names, world)
    add_kits(scenario, names, world)
    if any(step.source == "cannibalise" for step in scenario.sourcing.steps):
        world.standing_still = {}
    add_demand(scenario, names, world, classes)
    add_disruptions(scenario, names, world)
    backlog = draw_backlog(scenario, fleet, luck)
    world.reaches_back = reaches_back(backlog)
    open_for_business(world, [each.socket for each in backlog])
    begin_campaigns(world)
    watch_ages(world)
    add_office(scenario, world)
    begin_planning(scenario, names, world, classes)
    add_lifecycle(scenario, names, world, classes)
    begin_counts(scenario, names, world)
    add_part_orders(scenario, names, world, carriers)
    for each in backlog:
        open_order(world, each.socket, each.age, each.due)
    return world


def open_for_business(world: World, failed: list[int]) -> None:
    """Stock the shelves, start the rosters and the calendar of faults; some machines have failed already."""
    world.arrive = partial(arrive, world)
    world.fulfil = partial(fulfil, world)
    for shelf in world.shelves.values():
        shelf.place_order = partial(place_order, world)
        shelf.begin_reviews = partial(begin_reviews, world)
        for lane in shelf.lanes:
            open_lane(world, lane)
        if any(lane.can_hurry for lane in shelf.lanes):
            shelf.on_call_waits = partial(hurry, world)
    for shelf in world.shelves.values():
        shelf.open()
    for shelf in world.shelves.values():
        if shelf.rule.review is not None:
            shelf.begin_reviews(shelf)
    for disruption in world.disruptions.values():
        world.kernel.walk(disruptions(world, disruption, release))
    rosters: dict[tuple[int, int], list[Technician]] = {}
    for technician in world.technicians:
        technician.begin_duty(technician.duty_at(0.0))
        rosters.setdefault((id(technician.shift), id(technician.on_call)), []).append(technician)
    for crew in rosters.values():
        duty_roster(world, crew)
    for line in world.desk.both_lines() if world.desk is not None else ():
        if not line.hours.always:
            world.kernel.walk(desk_opens(world, line))
        desk_roster(world, line)
    world.takes_in = takes_in(world)
    world.fleet.start(begin_of_work(world, what_a_fault_begins(world)), failed)
    begin_sensors(world)


def what_a_fault_begins(world: World) -> Begin:
    """The flow of a call, with what is special about the calls of this run."""
    if world.insight is not None:
        return partial(noticed_breakdown, world, world.insight)
    return partial(breakdown, world) if world.serve is service_call else partial(breakdown, world, serve=world.serve)
